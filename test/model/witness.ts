import type { Answer } from './calls.ts'
import type { Seen } from './seen.ts'
import type { Promised } from './steps/step.ts'
import type { View } from './view.ts'

/** On the link screen a television asks every 30 s, at home every 300 s ± 50 %; an answer takes its time, too. */
const LINK_SCREEN = { asksEvery: 30, knowsWithin: 35 }
const HOME_SCREEN = { asksEvery: 450, knowsWithin: 455 }

/**
 * Watches what is promised and what is seen, knows nothing of the model, and says where one of these does not hold:
 * I1 a device has one binding at most; I2 what was acknowledged survives a power cut; I3 no app gets at an account
 * without a binding; I4 a code leads to one decision and one redemption; I5 what was given up stays given up;
 * I6 a television knows the truth in time; I7 nothing breaks.
 */
export class Witness {
  readonly #decided = new Map<number, string>()
  readonly #redeemed = new Set<number>()
  /** By the id of a binding, as they were shown: whose it is on which device. */
  readonly #shown = new Map<string, { device: number; person: string }>()
  readonly #ended = new Set<string>()
  readonly #screens: { shows: string; askedAt: number; wrongSince: number | null }[] = []
  #last: View | null = null

  /** I7. */
  answered({ status, body }: Answer): string | null {
    return status >= 500 && status !== 503 ? `I7: it broke: ${body['error'] ?? status}` : null
  }

  /** I4, and what I5 will be judged by. */
  promised(promised: Promised): string | null {
    switch (promised.kind) {
      case 'approved':
        return this.#decide(promised.link, `approved by ${promised.person}`)
      case 'denied':
        return this.#decide(promised.link, 'denied')
      case 'redeemed':
        if (this.#redeemed.has(promised.link)) return 'I4: a code was redeemed twice'
        this.#redeemed.add(promised.link)
        return null
      case 'unbound':
        for (const [id, { device, person }] of this.#shown) {
          const named = promised.binding === id
          if (named || promised.device === device || promised.person === person) this.#ended.add(id)
        }
        return null
    }
  }

  #decide(link: number, decision: string): string | null {
    const before = this.#decided.get(link) ?? decision
    this.#decided.set(link, decision)
    return before === decision ? null : `I4: a code was ${before}, and then ${decision}`
  }

  /** I1, I3, I5 and I6. `noticed` are the devices that were told something since the last look. */
  saw(view: View, noticed: string[], seen: Seen): string | null {
    this.#last = view
    const { devices } = view.listing
    const ids = devices.map(({ deviceId }) => deviceId)
    if (new Set(ids).size !== ids.length) return 'I1: a device stands in the list twice'
    for (const [device, answer] of view.televisions.entries()) {
      const wrong =
        this.#hello(view, device, answer, seen) ??
        this.#screen(view, device, answer, noticed.includes(seen.deviceIds[device] ?? ''))
      if (wrong !== null) return wrong
    }
    for (const { device, isApp, answer } of view.tokens) {
      const wrong = isApp || answer.status === 200 ? this.#hello(view, device, answer, seen) : null
      if (wrong !== null) return wrong
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

  #hello({ listing }: View, device: number, { status, body }: Answer, seen: Seen): string | null {
    if (status !== 200) return null
    const binding = String(body['binding'])
    const person = String(body['name'])
    const listed = listing.devices.find(({ deviceId }) => deviceId === seen.deviceIds[device])
    if (listed?.username !== person) return `I3: ${person} is greeted, ${listed?.username} is bound`
    if (listing.disabled.includes(person)) return `I3: ${person} is greeted, and is disabled`
    if (this.#ended.has(binding)) return `I5: binding ${binding} was given up, and is back`
    const known = this.#shown.get(binding) ?? { device, person }
    if (known.device !== device || known.person !== person) return 'I1: a binding of two'
    for (const [id, other] of this.#shown) {
      if (other.device === device && id !== binding) this.#ended.add(id)
    }
    this.#shown.set(binding, known)
    return null
  }

  #screen({ now }: View, device: number, { body }: Answer, noticed: boolean): string | null {
    const truth = String(body['binding'] ?? 'nobody')
    const screen = this.#screens[device] ?? { shows: truth, askedAt: now, wrongSince: null }
    this.#screens[device] = screen
    const { asksEvery, knowsWithin } = screen.shows === 'nobody' ? LINK_SCREEN : HOME_SCREEN
    if (noticed || now >= screen.askedAt + asksEvery) {
      screen.shows = truth
      screen.askedAt = now
    }
    if (screen.shows === truth) screen.wrongSince = null
    else screen.wrongSince ??= now
    const late = screen.wrongSince !== null && now - screen.wrongSince > knowsWithin
    return late ? `I6: TV ${device} shows ${screen.shows}, and the truth is ${truth}` : null
  }
}
