import './old-sets/polyfills.ts'
import type { MqttConnect, P256 } from '../client/couchlink-tv.ts'
import { makeCouchlinkClient, realTimers, takeProvisionedKey } from '../client/couchlink-tv.ts'
import type { Begun } from './global.ts'
import { ours } from './global.ts'
import { memory } from './memory.ts'
import { findPlatform } from './platform.ts'
import { Play } from './play.ts'
import { loadScript } from './script.ts'
import { startOverIncomplete } from './start-over.ts'
import { tellParent } from './tell-parent.ts'
import { chosenLang, startTexts } from './words/start-texts.ts'

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

/** A packaged app says where its server is; any other came from there. */
function serverBase(): string {
  const named = document.querySelector('meta[name="couchlink-server"]')?.getAttribute('content')
  return new URL(named ?? '..', location.href).href
}

const base = serverBase()
const platform = findPlatform(window)
const lang = chosenLang({
  search: location.search,
  platform: platform.language,
  browser: navigator.languages ?? [navigator.language],
})
const language = startTexts(lang)
const client = makeCouchlinkClient({
  base,
  describe: platform.describe,
  givenKey: takeProvisionedKey(window),
  loadP256,
  platformAssertion: platform.assertion,
  payloads: null,
  loadMqtt,
  onNudge: () => play.dispatch({ type: 'nudge' }),
  onMessage: null,
  onLine: (up) => play.dispatch({ type: 'line', up }),
})
const play = new Play({ client, memory, platform, random: Math.random, timers: realTimers })

play.watch(({ screen }) => {
  document.body.dataset['screen'] = screen.name
})
tellParent(play)
// What failed to load tells nobody above it. Without the screen there is nothing but the page's mark.
window.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLScriptElement && /\/app\.js$/.test(target.src))
      startOverIncomplete(window)
  },
  true,
)
platform.onVisible(() => play.wake())
platform.onNotice(() => play.dispatch({ type: 'nudge' }))
window.addEventListener('online', () => play.wake())
const begun: Begun = {
  play,
  timers: realTimers,
  platform,
  host: new URL(base).host,
  language,
  deviceId: client.deviceIdOnceKnown(),
}
Object.assign(ours(), begun)
