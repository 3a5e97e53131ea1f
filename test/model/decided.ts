import { type Person, type Place, TIMES } from './cast.ts'
import type { Approved, Promised } from './steps/step.ts'

/** The longest that anybody holds a link request after the last time they acted on it. */
const HELD_SECONDS = Math.max(TIMES.claim, TIMES.match)

/**
 * Watches who decided what. I4: a code leads to one decision and one redemption; I9: from elsewhere nobody decides
 * without a number match, unless they are at home there; I10: what is taken was taken by somebody else, and lately.
 */
export class Decided {
  readonly #decisions = new Map<number, string>()
  readonly #redeemed = new Set<number>()
  readonly #yeses: Approved[] = []
  /** By device, everywhere it has asked from. */
  readonly #asked = new Map<number, Set<Place>>()
  /** By link request, who acted on it when. */
  readonly #held = new Map<number, Extract<Promised, { kind: 'held' | 'matching' | 'taken' }>[]>()

  promised(promised: Promised): string | null {
    switch (promised.kind) {
      case 'asked':
        this.#placesOf(promised.device).add(promised.place)
        return null
      case 'approved':
        return this.#approve(promised)
      case 'denied':
        return this.#decide(promised.link, 'denied')
      case 'redeemed':
        if (this.#redeemed.has(promised.link)) return 'I4: a code was redeemed twice'
        this.#redeemed.add(promised.link)
        return null
      case 'held':
      case 'matching':
        this.#held.set(promised.link, [...(this.#held.get(promised.link) ?? []), promised])
        return null
      case 'released':
        for (const [link, held] of this.#held) {
          const left = held.filter(
            ({ kind, person }) => kind === 'matching' || person !== promised.person,
          )
          this.#held.set(link, left)
        }
        return null
      case 'taken':
        return this.#take(promised)
      case 'unbound':
        return null
    }
  }

  /** The yeses of a person to a device. */
  yesesOf(person: string, device: number): Approved[] {
    return this.#yeses.filter((yes) => yes.person === person && yes.device === device)
  }

  #approve(yes: Approved): string | null {
    const wrong = this.#decide(yes.link, `approved by ${yes.person}`)
    if (wrong !== null || this.#yeses.some(({ link }) => link === yes.link)) return wrong
    if (yes.how === 'elsewhere' && !this.#isHome(yes)) {
      return `I9: ${yes.person} connected a screen at "${yes.place}" from elsewhere`
    }
    this.#yeses.push(yes)
    return null
  }

  /** A home is where something stands, or stood, that the person has connected. */
  #isHome({ person, place }: Approved): boolean {
    return this.#yeses.some((yes) => yes.person === person && this.#placesOf(yes.device).has(place))
  }

  #placesOf(device: number): Set<Place> {
    const places = this.#asked.get(device) ?? new Set<Place>()
    this.#asked.set(device, places)
    return places
  }

  #take({ link, person, now }: { link: number; person: Person; now: number }): string | null {
    const others = this.#held.get(link) ?? []
    const held = others.some((other) => other.person !== person && other.now > now - HELD_SECONDS)
    return held ? null : `I10: ${person} was told that somebody else connects it, and nobody does`
  }

  #decide(link: number, decision: string): string | null {
    const before = this.#decisions.get(link) ?? decision
    this.#decisions.set(link, decision)
    return before === decision ? null : `I4: a code was ${before}, and then ${decision}`
  }
}
