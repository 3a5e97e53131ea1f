import { makeAuthorizedCalls } from '../../../tv-app/client/authorized-calls.ts'
import { makeCalls } from '../../../tv-app/client/calls.ts'
import { makeClock } from '../../../tv-app/client/clock.ts'
import { keptOnce } from '../../../tv-app/client/kept-once.ts'
import { openDeviceKey } from '../../../tv-app/client/open-device-key.ts'
import { makePatience } from '../../../tv-app/client/patience.ts'
import { makeProofs } from '../../../tv-app/client/proof.ts'
import type { PlatformAssertion } from '../../../tv-app/client/request-token.ts'
import { realTimers } from '../../../tv-app/client/timers.ts'
import { makeToken } from '../../../tv-app/client/token.ts'
import { p256 } from './p256.ts'

/** A TV's token and calls. Its clock stands still until a test moves it; `time.offMs` is what it is off by. */
export function smallTv(base: string, platformAssertion: PlatformAssertion | null = null) {
  const time = { offMs: 0 }
  const startedMs = Date.now()
  const nowMs = () => startedMs + time.offMs
  const clock = makeClock(nowMs)
  const key = keptOnce(() => openDeviceKey({ given: null, loadP256: async () => p256 }))
  const patience = makePatience(realTimers)
  const call = makeCalls({ base, fetch, clock, patience })
  const prove = makeProofs({ key, clock })
  const describe = { name: 'Living room', model: 'Chrome 120' }
  const question = { key, prove, platformAssertion, call, clock, base, describe }
  const token = makeToken({ ...question, nowMs })
  return { call: makeAuthorizedCalls({ call, token, prove, base }), token, key, time }
}
