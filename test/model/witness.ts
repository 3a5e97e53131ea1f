import type { Answer } from './calls.ts'
import { Decided } from './decided.ts'
import { at } from './facts.ts'
import { Screens } from './screens.ts'
import { unsealed } from './sealed.ts'
import type { Seen } from './seen.ts'
import type { Promised } from './steps/step.ts'
import type { View } from './view.ts'

/**
 * Watches what is promised and what is seen, knows nothing of the model, and says where one of these does not hold:
 * I1 a device has one binding at most; I2 what was acknowledged survives a power cut; I3 no app gets at an account
 * or at what its person's phone has sealed without a binding; I4 a code leads to one decision and one redemption; I5 what was given up stays given up;
 * I6 a television knows the truth in time; I7 nothing breaks; I8 every binding comes of a yes of its own, by its person,
 * and ends when that said; I9 no yes from elsewhere without a number match; I10 nobody is kept out without a reason.
 */
export class Witness {
  readonly #decided = new Decided()
  readonly #screens = new Screens()
  /** By the id of a binding, as they were shown: whose it is on which device. */
  readonly #shown = new Map<string, { device: number; person: string }>()
  readonly #ended = new Set<string>()
  #last: View | null = null

  /** I7. */
  answered({ status, body }: Answer): string | null {
    return status >= 500 && status !== 503 ? `I7: it broke: ${body['error'] ?? status}` : null
  }

  /** I4, I9 and I10, and what I5 and I8 will be judged by. */
  promised(promised: Promised): string | null {
    if (promised.kind !== 'unbound') return this.#decided.promised(promised)
    for (const [id, { device, person }] of this.#shown) {
      const named = promised.binding === id || promised.devices?.includes(device)
      if (named || promised.person === person) this.#ended.add(id)
    }
    return null
  }

  /** I1, I3, I5, I6 and I8. `noticed` are the devices that were told something since the last look. */
  saw(view: View, noticed: string[], seen: Seen): string | null {
    this.#last = view
    const { devices } = view.listing
    const ids = devices.map(({ deviceId }) => deviceId)
    if (new Set(ids).size !== ids.length) return 'I1: a device stands in the list twice'
    for (const [device, answer] of view.televisions.entries()) {
      const wrong =
        this.#hello(view, device, answer, seen) ??
        this.#screens.saw(view, device, noticed.includes(seen.deviceIds[device] ?? ''))
      if (wrong !== null) return wrong
    }
    for (const { device, isApp, answer } of view.tokens) {
      const wrong = isApp || answer.status === 200 ? this.#hello(view, device, answer, seen) : null
      if (wrong !== null) return wrong
    }
    return this.#payloads(view)
  }

  /** I3: what an account's phone has sealed for a television is to be had while that greets this very person. */
  #payloads({ payloads, televisions }: View): string | null {
    for (const { tv, answer } of payloads) {
      const payload = answer.body['payload'] ?? null
      if (payload === null) continue
      const { status, body } = at(televisions, tv)
      if (status !== 200) return `I3: TV ${tv} is nobody's, and gets a payload`
      const text = unsealed(String(payload))
      if (!text.endsWith(` of ${body['name']}`)) return `I3: ${body['name']}'s TV gets "${text}"`
    }
    return null
  }

  /** I2: `view` is what is seen at the same moment after the power came back. */
  sawAgain(view: View): string | null {
    if (this.#last === null) return null
    const before = JSON.stringify(this.#last)
    return before === JSON.stringify(view)
      ? null
      : `I2: forgotten\n  ${before}\n  ${JSON.stringify(view)}`
  }

  #hello(view: View, device: number, { status, body }: Answer, seen: Seen): string | null {
    if (status !== 200) return null
    const { listing, now } = view
    const binding = String(body['binding'])
    const person = String(body['name'])
    const listed = listing.devices.find(({ deviceId }) => deviceId === seen.deviceIds[device])
    if (listed?.username !== person) return `I3: ${person} is greeted, ${listed?.username} is bound`
    if (!listing.accounts.some(({ username, disabled }) => username === person && !disabled)) {
      return `I3: ${person} is greeted, and has no account that is open`
    }
    if (this.#ended.has(binding)) return `I5: binding ${binding} was given up, and is back`
    const known = this.#shown.get(binding) ?? { device, person }
    if (known.device !== device || known.person !== person) return 'I1: a binding of two'
    for (const [id, other] of this.#shown) {
      if (other.device === device && id !== binding) this.#ended.add(id)
    }
    this.#shown.set(binding, known)
    return this.#yes(device, person, now)
  }

  /** I8: a yes makes one binding. */
  #yes(device: number, person: string, now: number): string | null {
    const yeses = this.#decided.yesesOf(person, device)
    const bindings = [...this.#shown.values()].filter(
      (shown) => shown.device === device && shown.person === person,
    )
    if (bindings.length > yeses.length) return `I8: ${person} never connected device ${device}`
    const until = yeses.at(-1)?.until ?? null
    return until !== null && until <= now ? `I8: ${person}'s binding should have ended` : null
  }
}
