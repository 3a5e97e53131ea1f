import { freshDevice } from '../beginning.ts'
import { APPS, type App, type Client, type Key, type Place, TIMES } from '../cast.ts'
import { at, type Facts, recent } from '../facts.ts'
import { endBinding, isKept, isOpen, stands, stateAt } from '../rules.ts'
import { addLink, keepLink, linkOf } from './devices.ts'
import { type Expected, no, type Step, textOf, yes } from './step.ts'
import { expectTokens, keepToken, keyFor, type With } from './tokens.ts'

/** An app asks for a link request; it has no device identity, so each is a device of its own. */
export function requestByApp(given: { app: App; key: Key | null; place: Place }): Step {
  const { app, key, place } = given
  return {
    text: textOf('requestByApp', given),
    possible: () => true,
    expect(facts) {
      facts.devices.push(freshDevice(null))
      const device = facts.devices.length - 1
      addLink(facts, { device, client: app, key, place, takesPayload: false })
      return yes(() => ({ expires_in: TIMES.link, interval: TIMES.interval }))
    },
    call: (calls) => calls.requestByApp(app, key, place),
    keep(seen, { body }) {
      keepLink(seen, body)
      seen.deviceIds.push(`link_${body['link_id']}`)
    },
    promises: ({ status }, _seen, { devices }) =>
      status === 200 ? { kind: 'asked', device: devices.length, place } : null,
  }
}

/** Somebody asks what became of a device code, and gets the tokens, once. */
export function redeem(given: { back: number; client?: Client; key: With }): Step {
  const { back } = given
  const clientOf = ({ links }: Readonly<Facts>) =>
    given.client ?? at(links, recent(links, back)).client
  const keyOf = ({ links }: Readonly<Facts>) =>
    keyFor(at(links, recent(links, back)).key, given.key)
  return {
    text: textOf('redeem', given),
    possible: ({ links }) => links.length > 0,
    expect(facts) {
      const found = recent(facts.links, back)
      const link = at(facts.links, found)
      const key = keyOf(facts)
      if (link.gone || link.client !== clientOf(facts)) return no(400, 'invalid_grant')
      if (link.key !== null && key !== link.key) return no(400, 'invalid_grant')
      if (isOpen(link, facts.now)) return askAgain(facts, found)
      switch (stateAt(link, facts.now)) {
        case 'denied':
          return no(400, 'access_denied')
        case 'approved':
          return stands(facts, link.binding)
            ? giveTokens(facts, found, key)
            : no(400, 'invalid_grant')
        case 'redeemed':
          // Nobody can tell the thief from the owner of a code that no key protects.
          if (link.key === null && link.binding !== null && isKept(facts, link.binding)) {
            endBinding(facts, link.device)
            return no(400, 'invalid_grant', [link.device, 'DeviceUnbound'])
          }
          return no(400, 'invalid_grant')
        default:
          return no(400, 'expired_token')
      }
    },
    call(calls, seen, facts) {
      const code = seen.links[recent(facts.links, back)]?.deviceCode ?? ''
      return calls.redeem(clientOf(facts), code, keyOf(facts))
    },
    keep(seen, answer, facts) {
      keepToken(seen, answer, facts)
      const { refresh_token } = answer.body
      if (refresh_token !== undefined) seen.grants.push([String(refresh_token)])
    },
    promises: ({ status }, _seen, facts) =>
      status === 200 ? { kind: 'redeemed', link: recent(facts.links, back) } : null,
  }
}

/** Nothing is decided: whoever asks too often for what it knows is told to take longer (RFC 8628 §3.5), give or take a second. */
function askAgain(facts: Facts, found: number): Expected {
  const link = at(facts.links, found)
  const { now } = facts
  const shown = linkOf(facts, found)
  const told = `${shown?.status.state} ${shown?.status.claimed_by}`
  const isNews = told !== link.pace?.told
  if (link.pace !== null && !isNews && now + 1 < link.pace.askedAt + link.pace.interval) {
    const slower = Math.min(link.pace.interval + TIMES.slowDown, TIMES.longestInterval)
    link.pace.interval = slower
    return no(400, 'slow_down')
  }
  link.pace = { askedAt: now, told, interval: link.pace?.interval ?? TIMES.interval }
  return {
    ...no(400, 'authorization_pending'),
    body: (seen) => ({ link: { id: seen.links[found]?.linkId, ...shown?.status } }),
  }
}

function giveTokens(facts: Facts, found: number, key: Key | null): Expected {
  const { now } = facts
  const link = at(facts.links, found)
  const { binding, client, device } = link
  if (binding === null) throw new Error('nothing is bound')
  link.state = 'redeemed'
  const refreshes = client !== 'tv' && APPS[client].refreshes
  if (refreshes) {
    facts.grants.push({
      client,
      key: APPS[client].secret === null ? key : null,
      binding,
      generation: 0,
      rotatedAt: null,
      expiresAt: now + TIMES.refreshIdle,
      endsAt: now + TIMES.refreshInAll,
    })
  }
  const { account } = at(facts.bindings, binding)
  const more = refreshes ? { refresh_token: /^[^.]{22}\.[^.]{43}$/ } : {}
  return expectTokens(facts, { client, key, device, account }, () => more)
}
