import type { DeviceAuthorization } from '#contract/link'

import { sha256 } from '../../server/credentials/link-secrets.ts'
import { isRefusal } from '../../server/errors.ts'
import { authenticateClient } from '../../server/flow/client/authenticate.ts'
import { requestClientLink } from '../../server/flow/client/request-link.ts'
import { requestLink } from '../../server/flow/link/request.ts'
import type { Caller } from '../../server/flow/parts.ts'
import { callerFrom, type House } from './house.ts'

/** What the attacker's screen shows, and how it answers a match. */
export interface Bait {
  handle: string
  of: Parameters<House['parts']['store']['answerMatch']>[0]['of']
}

/** Where attacker and victim stand in a round. */
export interface Cell {
  name: string
  settings?: Record<string, unknown>
  /** The attacker's television asks for its code. */
  bait(house: House, round: number): Promise<Bait>
  /** From where the deceived person opens and approves. */
  victim(round: number): Caller
  /** The same handle is sent to so many people, one after the other. */
  victims?: number
}

const ATTACKER = '203.0.113.66'
const CROWDED = '100.64.7.7'

/** A new person from another home each round. */
function homeOf(round: number): Caller {
  return callerFrom(`198.51.${(round >> 8) & 255}.${round & 255}`)
}

async function televisionAt(
  house: House,
  caller: Caller,
  deviceId = 'key_attacker',
): Promise<Bait> {
  const device = { deviceId, name: 'Living room', model: 'TV', clientId: 'tv', jkt: 'jkt' }
  const link = granted(await requestLink(house.parts, device, null, caller))
  return { handle: handleOf(link), of: { linkId: link.link_id, deviceId } }
}

function granted<T extends object>(link: T): Extract<T, DeviceAuthorization> {
  if (isRefusal(link)) throw new Error(`The attacker got no code: ${JSON.stringify(link)}`)
  return link as Extract<T, DeviceAuthorization>
}

function handleOf(link: DeviceAuthorization): string {
  return link.verification_uri_complete.split('#')[1] ?? ''
}

/** Everybody comes through one address, and says in a header who they are: nobody has told us of that proxy. */
function behindProxy(said: string): Caller {
  return callerFrom({ address: '192.0.2.80', headers: { 'x-forwarded-for': said } })
}

/** As a dual-stack socket gives it. */
function mapped(address: string): Caller {
  return callerFrom(`::ffff:${address}`)
}

export const CELLS: readonly Cell[] = [
  {
    name: "the attacker's own network",
    bait: (house) => televisionAt(house, callerFrom(ATTACKER)),
    victim: homeOf,
  },
  {
    name: 'another network each time',
    bait: (house, round) =>
      televisionAt(house, callerFrom(`2001:db8:${(round % 65_535).toString(16)}::66`)),
    victim: homeOf,
  },
  {
    name: 'an address with a crowd behind it, the victim among them',
    async bait(house, round) {
      // The neighbours come and go; there are always more than a home has.
      for (let seen = round === 0 ? 0 : 12; seen < 13; seen += 1) {
        await televisionAt(house, callerFrom(CROWDED), `key_neighbour_${(round + seen) % 13}`)
      }
      return televisionAt(house, callerFrom(CROWDED))
    },
    victim: () => callerFrom(CROWDED),
  },
  {
    name: 'a proxy that nobody configured, with the header of the attacker’s choice',
    bait: (house) => televisionAt(house, behindProxy(ATTACKER)),
    victim: () => behindProxy(ATTACKER),
  },
  {
    name: 'dual-stack sockets, where every IPv4 address begins alike',
    bait: (house) => televisionAt(house, mapped(ATTACKER)),
    victim: (round) => mapped(`198.51.${(round >> 8) & 255}.${round & 255}`),
  },
  {
    name: 'an OAuth client that can show the pad',
    settings: { clients: { pad: { name: 'Pad', otherNetwork: 'match' } } },
    async bait({ parts }) {
      const claim = { basic: null, clientId: 'pad', secret: null }
      const client = authenticateClient(parts, claim)
      if (isRefusal(client)) throw new Error('The client is not known.')
      const caller = callerFrom(ATTACKER)
      const link = granted(await requestClientLink(parts, client, {}, null, caller))
      return { handle: handleOf(link), of: { deviceCodeHash: sha256(link.device_code) } }
    },
    victim: homeOf,
  },
  {
    name: 'one handle, sent to one person after the other',
    bait: (house) => televisionAt(house, callerFrom(ATTACKER)),
    victim: homeOf,
    victims: 3,
  },
]
