import type { Answer, Calls } from './calls.ts'
import { PHONES, TVS } from './cast.ts'
import { compareAnswer } from './compare.ts'
import { at, type Facts } from './facts.ts'
import { accountOn, devicesOf, sessionOn } from './people.ts'
import { type Seen, sameAsBefore } from './seen.ts'
import { helloOf } from './steps/devices.ts'
import { payloadOfLink } from './steps/payload.ts'
import { type Expected, no, yes } from './steps/step.ts'
import { helloWith } from './steps/tokens.ts'

/** The newest of an app's tokens are looked at after each step; all of them would make long sequences slow. */
const TOKENS_LOOKED_AT = 3
/** The same for link requests whose television takes a payload. */
const PAYLOADS_LOOKED_AT = 2

/** What can be seen of a server without changing anything. */
export interface View {
  now: number
  /** `GET /hello` of each television. */
  televisions: Answer[]
  /** `GET /hello` with access tokens, the newest last, and which device each is for. */
  tokens: { device: number; isApp: boolean; answer: Answer }[]
  /** `POST /link/payload` for link requests of televisions, the newest last. */
  payloads: { link: number; tv: number; answer: Answer }[]
  /** `GET /devices` and `GET /keys` of phones. */
  phones: { phone: number; answer: Answer; keys: Answer }[]
  listing: Awaited<ReturnType<Calls['listing']>>
}

/** @param lookedAt the phones whose person looks at their devices */
export async function viewOf(
  calls: Calls,
  facts: Facts,
  seen: Seen,
  lookedAt: readonly number[] = [...PHONES.keys()],
): Promise<View> {
  const televisions: Answer[] = []
  for (let tv = 0; tv < TVS; tv += 1) televisions.push(await calls.helloByTv(tv))
  const tokens: View['tokens'] = []
  const first = Math.max(0, facts.tokens.length - TOKENS_LOOKED_AT)
  for (let place = first; place < facts.tokens.length; place += 1) {
    const { device, client, key } = at(facts.tokens, place)
    const answer = await calls.helloByToken(seen.tokens[place] ?? '', key)
    tokens.push({ device, isApp: client !== 'tv', answer })
  }
  const phones: View['phones'] = []
  for (const phone of lookedAt) {
    phones.push({ phone, answer: await calls.myDevices(phone), keys: await calls.myKeys(phone) })
  }
  const payloads: View['payloads'] = []
  for (const link of payloadLinks(facts)) {
    const { device: tv } = at(facts.links, link)
    const answer = await calls.payloadByTv(tv, seen.links[link]?.linkId ?? '')
    payloads.push({ link, tv, answer })
  }
  const listing = await calls.listing()
  return { now: facts.now, televisions, tokens, payloads, phones, listing }
}

/** What is not as it ought to be in what is seen; bindings that are shown for the first time are remembered. */
export function compareView(view: View, facts: Facts, seen: Seen): string | null {
  for (const [tv, answer] of view.televisions.entries()) {
    const wrong = compareAnswer(answer, helloOf(facts, tv), seen)
    if (wrong !== null) return `the hello of TV ${tv}: ${wrong}`
    rememberBinding(facts, seen, tv, answer)
  }
  const first = facts.tokens.length - view.tokens.length
  for (const [place, { device, answer }] of view.tokens.entries()) {
    const wrong = compareAnswer(answer, helloWith(facts, at(facts.tokens, first + place)), seen)
    if (wrong !== null) return `the hello with token ${first + place}: ${wrong}`
    rememberBinding(facts, seen, device, answer)
  }
  for (const { link, answer } of view.payloads) {
    const wrong = compareAnswer(answer, payloadOfLink(facts, link), seen)
    if (wrong !== null) return `the payload of link request ${link}: ${wrong}`
  }
  for (const { phone, answer, keys } of view.phones) {
    const wrongKeys = compareAnswer(keys, keysSeenBy(facts, phone, seen), seen)
    if (wrongKeys !== null) return `the keys that phone ${phone} sees: ${wrongKeys}`
    const wrong = compareAnswer(answer, devicesSeenBy(facts, phone, seen), seen)
    if (wrong !== null) return `the devices that phone ${phone} sees: ${wrong}`
  }
  return compareListing(view.listing, facts, seen)
}

function compareListing(
  { devices, accounts }: View['listing'],
  facts: Facts,
  seen: Seen,
): string | null {
  const owners = facts.devices
    .map(({ asked, binding }, device) => {
      const person = binding === null ? null : personOf(facts, binding)
      return asked === null ? null : `${seen.deviceIds[device]}: ${person}`
    })
    .filter((line) => line !== null)
  const people = facts.accounts
    .filter(({ deleted }) => !deleted)
    .map(({ person, disabled }) => `${person}: ${disabled ? 'disabled' : 'open'}`)
  const listed = [
    ...devices.map(({ deviceId, username }) => `${deviceId}: ${username}`),
    ...accounts.map(({ username, disabled }) => `${username}: ${disabled ? 'disabled' : 'open'}`),
  ].sort()
  const ought = [...owners, ...people].sort()
  return `${listed}` === `${ought}` ? null : `the lists are [${listed}], and ought to be [${ought}]`
}

/** The devices of whoever is signed in on a phone, those bound last first. */
function devicesSeenBy(facts: Facts, phone: number, seen: Seen): Expected {
  const session = sessionOn(facts, phone)
  if (session === null) return no(401, 'sign_in_required')
  const { account, seenAt } = at(facts.sessions, session)
  const devices = devicesOf(facts, account)
    .map((device) => at(facts.bindings, at(facts.devices, device).binding ?? -1))
    .filter(({ bindingUntil }) => bindingUntil === null || bindingUntil > facts.now)
    .map((binding) => ({
      id: seen.deviceIds[binding.device] ?? '',
      bound_at: binding.since,
      until: binding.bindingUntil,
      new: binding.since >= seenAt && binding.session !== session,
    }))
    .sort((one, other) => other.bound_at - one.bound_at || (one.id < other.id ? -1 : 1))
  return yes(() => ({ devices: { ...devices, length: devices.length } }))
}

/** The keys of whoever is signed in on a phone, oldest first. */
function keysSeenBy(facts: Facts, phone: number, seen: Seen): Expected {
  const account = accountOn(facts, phone)
  if (account === null) return no(401, 'sign_in_required')
  const keys = facts.keys
    .map((place, key) => ({ ...at(facts.sessions, place), id: seen.keys[key] ?? '' }))
    .filter((key) => key.account === account && !key.ended)
    .map(({ id, provenAt, usedAt }) => ({ id, created_at: provenAt, last_used_at: usedAt }))
    .sort((one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1))
  return yes(() => ({ keys: { ...keys, length: keys.length } }))
}

function payloadLinks({ links }: Facts): number[] {
  return [...links.keys()].filter((link) => at(links, link).takesPayload).slice(-PAYLOADS_LOOKED_AT)
}

function rememberBinding(facts: Facts, seen: Seen, device: number, { status, body }: Answer): void {
  const { binding } = at(facts.devices, device)
  if (status === 200 && binding !== null) sameAsBefore(seen.bindings, binding, body['binding'])
}

function personOf({ bindings, accounts }: Facts, binding: number): string {
  return at(accounts, at(bindings, binding).account).person
}
