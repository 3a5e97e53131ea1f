import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'

import { crockfordBase32, handleText } from '#contract/ids'
import type { LinkDetails } from '#contract/link'
import { type LinkKey, thumbprintText } from '#contract/link-key'
import type { PhoneKeyHolder } from '../../../phone-web/client/couchlink-phone.ts'
import { makeWebPhoneKey } from '../../../phone-web/client/couchlink-phone.ts'
import { freshPair } from '../../support/phone-key.ts'
import { type Asked, json, smallServer } from '../../tv-app/client/small-server.ts'

/** What the stand-in answers, and what it was asked. */
export interface StandIn {
  base: string
  asked: Asked[]
  /** The bodies of all calls to this path. */
  bodies(path: string): Record<string, unknown>[]
  /** What `/link/details` says; a test may lie here. */
  details: LinkDetails
  /** What any other path is answered next, the last of them from then on. */
  answers: [status: number, body: unknown][]
  /** Which the code on the TV holds. */
  handle: string
  /** By how much its clock is ahead of ours, in seconds. */
  aheadSeconds: number
}

/** A server of Couchlink as far as a phone app can tell, with one TV; it ends with the test. */
export async function standIn(linkKey: LinkKey | null = freshPair().jwk): Promise<StandIn> {
  const details: LinkDetails = {
    link_id: 'B'.repeat(22),
    device_id: 'key_of-a-tv',
    link_key: linkKey,
    device: { name: 'Living room', model: null },
    client_name: null,
    site: null,
    place: 'same_network',
    tv_address: '192.0.2.…',
    phone_address: '192.0.2.…',
    risk: { verdict: 'clear', reasons: [] },
    binding_seconds: null,
    started_ago: 3,
    user_code: 'WDJB-MJHT',
    expires_in: 590,
  }
  const state = { details, aheadSeconds: 0, answers: [[200, { status: 'authorized' }]] } as Pick<
    StandIn,
    'details' | 'aheadSeconds' | 'answers'
  >
  const { base, asked } = await smallServer(({ path }, response) => {
    response.setHeader('date', new Date(Date.now() + state.aheadSeconds * 1000).toUTCString())
    if (path === '/link/details') return json(response, 200, state.details)
    const { answers } = state
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, {}]
    json(response, status, body)
  })
  return Object.assign(state, {
    base,
    asked,
    handle: handleOf(details),
    bodies: (path: string) =>
      asked.filter((one) => one.path === path).map(({ body }) => JSON.parse(body)),
  })
}

/** Made once more, by other means than the client's. */
export function handleOf({ link_id, link_key, device_id }: LinkDetails): string {
  const thumbprint = link_key && sha256(thumbprintText(link_key)).toString('base64url')
  return crockfordBase32(sha256(handleText(link_id, thumbprint, device_id)).subarray(0, 16))
}

/** A phone's key that lives as long as the test. */
export async function phoneKey(): Promise<PhoneKeyHolder> {
  const kept = new Map<string, CryptoKeyPair>()
  onTestFinished(() => kept.clear())
  const key = await makeWebPhoneKey('eliza', {
    get: async (name) => kept.get(name) ?? null,
    async add(name, pair) {
      kept.set(name, pair)
      return pair
    },
  })
  if (key === null) throw new Error('There is WebCrypto in Node.')
  return key
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
