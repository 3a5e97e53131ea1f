import { type Answer, answerOf, said } from './answer.ts'
import type { Link } from './links.ts'
import type { Deed, Facts, Person, Unable } from './person.ts'
import type { Wire } from './wire.ts'

/** Who says yes and no on a Couchlink. */
export interface Account {
  username: string
  password: string
}

/** A person with an account on a Couchlink, whose phone speaks its API (`POST /authorize`). */
export class AccountPerson implements Person {
  readonly patienceMs = 0
  readonly #wire: Wire
  readonly #url: string
  readonly #account: Account

  constructor(wire: Wire, url: string, account: Account) {
    this.#wire = wire
    this.#url = url
    this.#account = account
  }

  async approve(link: Link, typed?: string): Promise<Deed> {
    const which = typed === undefined ? whichOf(link) : { user_code: typed }
    const answer = await this.#post('/authorize', {
      ...which,
      decision: 'approve',
      acknowledged: true,
      ...this.#proof(),
    })
    if (answer.status === 200 && answer.json?.['status'] === 'match') {
      return {
        unable: 'the server is in doubt and asks for three digits; probe it from its own network',
      }
    }
    return deedOf(answer)
  }

  async deny(link: Link): Promise<Deed> {
    const handle = handleIn(link)
    if (handle === null) return { unable: 'its verification_uri_complete has no handle' }
    return deedOf(await this.#post('/authorize', { handle, decision: 'deny' }))
  }

  async approveAsNobody(link: Link): Promise<Deed> {
    const answer = await this.#post('/authorize', { ...whichOf(link), decision: 'approve' })
    return answer.status === 200 ? 'done' : 'refused'
  }

  async facts(link: Link): Promise<Facts | Unable> {
    const handle = handleIn(link)
    if (handle === null) return { unable: 'its verification_uri_complete has no handle' }
    const { status, json } = await this.#post('/link/details', { handle })
    if (status !== 200) return { unable: `/link/details answered ${status}` }
    const device = json?.['device'] as { name?: unknown } | undefined
    const names = [json?.['client_name'], device?.name].find((name) => typeof name === 'string')
    return {
      names: typeof names === 'string' ? names : null,
      showsCode: json?.['user_code'] === link.userCode,
      declines: null,
    }
  }

  async hasDecided(): Promise<boolean> {
    return true
  }

  async guess(code: string): Promise<'missed' | 'limited' | Unable> {
    const { status } = await this.#post('/authorize', {
      user_code: code,
      decision: 'approve',
      ...this.#proof(),
    })
    if (status === 401) return { unable: 'the account was not let in' }
    return status === 429 ? 'limited' : 'missed'
  }

  #proof() {
    return { ...this.#account, remember: false }
  }

  async #post(path: string, body: object): Promise<Answer> {
    return answerOf(
      await this.#wire.send({
        method: 'POST',
        url: `${this.#url}${path}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
  }
}

function deedOf(answer: Answer): Deed {
  if (answer.status === 200) return 'done'
  const code = answer.json?.['code']
  const why = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : said(answer)
  // That the account is not let in says nothing about the link request.
  return UNFIT.has(why) ? { unable: `the account could not act: ${why}` } : 'refused'
}

const UNFIT = new Set([
  ...['sign_in_failed', 'sign_in_required', 'too_many_attempts', 'reauthenticate', 'not_at_home'],
  ...['opt_in_required', 'risk_denied', 'host_not_allowed', 'busy', '404'],
])

function whichOf(link: Link): { handle: string } | { user_code: string } {
  const handle = handleIn(link)
  return handle === null ? { user_code: link.userCode } : { handle }
}

/** 26 characters of Crockford's base32 behind `#` (docs/ARCHITECTURE.md). */
function handleIn({ complete }: Link): string | null {
  const hash = complete === null ? '' : new URL(complete).hash.slice(1)
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(hash) ? hash : null
}
