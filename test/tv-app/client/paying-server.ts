import { createHash } from 'node:crypto'

import { crockfordBase32, handleText } from '#contract/ids'
import type { LinkState } from '#contract/link'
import type { LinkKey } from '#contract/link-key'
import { thumbprintText } from '#contract/link-key'
import { problem, provingServer } from './proving-server.ts'

const NOTICES = {
  url: 'ws://192.168.1.5:8080/mqtt',
  topic: 'devices/x/messages',
  client_id: 'x',
  username: 'x',
  token: 't',
  expires_in: 3600,
  keepalive: 40,
  reconnect: { first_spread: 20, base: 2, cap: 120 },
}

/** A server for one TV, which makes link requests with that TV's keys and hands over what a test has put there. */
export async function payingServer() {
  const home = {
    deviceId: '',
    /** What came with each link request so far. */
    linkKeys: [] as (LinkKey | null)[],
    linkId: '',
    handle: '',
    state: 'pending' as LinkState,
    bound: false,
    payload: [200, { payload: null }] as [status: number, body: unknown],
    /** The link ids whose payload was asked for. */
    asked: [] as string[],
  }
  const { base } = await provingServer({
    answer({ path, body }) {
      if (path === '/auth/device_authorization') return [200, authorize(body)]
      if (path === '/link/payload') {
        home.asked.push(JSON.parse(body).link_id)
        return home.payload
      }
      return path === '/hello' ? hello() : [200, {}]
    },
  })

  function authorize(body: string): object {
    const sent = new URLSearchParams(body).get('link_key')
    const linkKey: LinkKey | null = sent === null ? null : JSON.parse(sent)
    home.linkKeys.push(linkKey)
    home.linkId = `${'B'.repeat(21)}${home.linkKeys.length}`
    home.state = 'pending'
    home.handle = handleOf(home.linkId, linkKey, home.deviceId)
    return {
      device_code: 'd',
      user_code: 'WDJB-MJHT',
      verification_uri: 'http://192.168.1.5:8080/link',
      verification_uri_complete: `http://192.168.1.5:8080/L#${home.handle}`,
      expires_in: 600,
      interval: 5,
      link_id: home.linkId,
      notices: NOTICES,
    }
  }

  function hello(): [number, unknown] {
    const { linkId: id, state } = home
    const link = id === '' ? null : { id, state, expires_in: 500, claimed_by: null, reason: null }
    if (!home.bound) return [401, problem(401, 'device_not_bound', { link })]
    const rest = { binding: 'A'.repeat(22), goodbye_seconds: 5, back_on_home: null, link }
    return [200, { name: 'Eliza', color: '#CCCDFD', ...rest }]
  }

  return { base, home }
}

/** Made once more, by other means than the client's. */
function handleOf(linkId: string, linkKey: LinkKey | null, deviceId: string): string {
  const thumbprint = linkKey && sha256(thumbprintText(linkKey)).toString('base64url')
  return crockfordBase32(sha256(handleText(linkId, thumbprint, deviceId)).subarray(0, 16))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
