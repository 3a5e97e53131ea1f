import type { Rail, Title } from '#contract/title'
import type { Account, HomeNote } from '../../story/screen.ts'
import type { State } from '../../story/state.ts'
import type { TextKey } from '../../words/texts.ts'
import { say } from '../../words/texts.ts'

const NOTES: Record<NonNullable<HomeNote>, TextKey> = {
  goodbyeFailed: 'home.goodbyeFailed',
  signOutLater: 'home.signOutLater',
  noCode: 'home.noCode',
  switchDenied: 'home.switchDenied',
  switchLate: 'home.switchLate',
  videoGone: 'home.videoGone',
  videoNetwork: 'home.videoNetwork',
  videoFormat: 'home.videoFormat',
}

/** What the home screen says for a while; `null` for nothing. */
export function noteWords(note: HomeNote): string | null {
  return note && say(NOTES[note])
}

/** What OK and Back do just now. @param focused `null` for a title that is still to come */
export function hintWords(
  { habits }: State,
  account: Account,
  focused: 'switch' | 'title' | null,
): string {
  const unbinds = (account.backOnHome ?? habits.backOnHome) === 'unbind'
  switch (focused) {
    case 'switch':
      return say(unbinds ? 'home.hintSwitchUnbind' : 'home.hintSwitchAsk')
    case 'title':
      return say(unbinds ? 'home.hintUnbind' : 'home.hintAsk')
    case null:
      return say(unbinds ? 'home.hintOnlyUnbind' : 'home.hintOnlyAsk')
  }
}

/** Why there is no title to speak of; `null` where there is one, or where it will be there in a moment. */
export function sentenceInstead({ rails, reachable, catalogueTries }: State): string | null {
  if (rails) return hasTitles(rails) ? null : say('home.empty')
  if (!reachable) return say('home.away')
  return catalogueTries > 0 ? say('home.missing') : null
}

export function hasTitles(rails: readonly Rail[] | null): boolean {
  return rails?.some(({ titles }) => titles.length > 0) ?? false
}

/** What a voice says of the title that has the focus: its name, its rail, which of how many it is, and what it is about. */
export function titleWords(title: Title, rail: Rail, index: number): string[] {
  const position = say('home.position', { position: index + 1, count: rail.titles.length })
  return [title.title, rail.name, position, title.description].filter((words) => words !== '')
}
