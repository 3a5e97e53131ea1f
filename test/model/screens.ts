import type { View } from './view.ts'

/** On the link screen a television asks every 30 s, at home every 300 s ± 50 %; an answer takes its time, too. */
const LINK_SCREEN = { asksEvery: 30, knowsWithin: 35 }
const HOME_SCREEN = { asksEvery: 450, knowsWithin: 455 }

/** What televisions show who look only when they are told to, or when it is time. */
export class Screens {
  readonly #screens: { shows: string; askedAt: number; wrongSince: number | null }[] = []

  /** @param noticed whether this television was told something since the last look */
  saw({ now, televisions }: View, device: number, noticed: boolean): string | null {
    const truth = String(televisions[device]?.body['binding'] ?? 'nobody')
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
