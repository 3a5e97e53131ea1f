import './polyfills.ts'
import { makeCouchlinkClient } from '../client/couchlink-client.ts'
import type { MqttConnect } from '../client/notices.ts'
import { takeProvisionedKey } from '../client/provisioned-key.ts'
import type { P256 } from '../client/soft-key.ts'
import { realTimers } from '../client/timers.ts'
import { ours } from './global.ts'
import { describeSet, memory } from './platform.ts'
import { Play } from './play.ts'
import { loadScript } from './script.ts'
import { tellParent } from './tell-parent.ts'

// This script runs before the screen's: key, token, hello and link request are on their way while Lightning is parsed.

async function loadP256(): Promise<P256> {
  if (!ours().p256) await loadScript('p256.js')
  const { p256 } = ours()
  if (!p256) throw new Error('p256.js did not say what it is.')
  return p256
}

async function loadMqtt(): Promise<MqttConnect> {
  if (!ours().mqttConnect) await loadScript('notices.js')
  const { mqttConnect } = ours()
  if (!mqttConnect) throw new Error('notices.js did not say what it is.')
  return mqttConnect
}

const client = makeCouchlinkClient({
  base: new URL('..', location.href).href,
  describe: describeSet(navigator.userAgent),
  givenKey: takeProvisionedKey(window),
  loadP256,
  platformAssertion: null,
  loadMqtt,
  onNudge: () => play.dispatch({ type: 'nudge' }),
  onLine: (up) => play.dispatch({ type: 'line', up }),
})
const play = new Play({ client, memory, random: Math.random, timers: realTimers })

play.watch(({ screen }) => {
  document.body.dataset['screen'] = screen.name
})
tellParent(play)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) play.wake()
})
window.addEventListener('online', () => play.wake())
ours().play = play
ours().deviceId = client.deviceId
