import { hasTitles, hintWords, sentenceInstead } from '../screens/home/home-words.ts'
import type { HomeScreen } from '../story/screen.ts'
import type { State } from '../story/state.ts'
import { say } from '../words/texts.ts'
import { lineChange } from './line-change.ts'
import { phrase } from './phrases.ts'

/** Whose home it is, what there is to say instead of a title, and last what OK and Back do there. */
export function homeScreen(state: State, { account, note }: HomeScreen): string[] {
  const { rails, reachable } = state
  const noted = note ? [say(`home.${note}`)] : []
  const place = say('speak.home', { name: account.name })
  const instead = sentenceInstead(state)
  const line = reachable ? [] : [say('home.connecting')]
  const hint = hintWords(state, account, hasTitles(rails) ? 'title' : null)
  return [...noted, place, ...line, ...(instead === null ? [] : [instead]), hint].map(phrase)
}

/** What has changed on it while it stayed the same person's. */
export function homeChange(before: State, from: HomeScreen, now: State, to: HomeScreen): string[] {
  const said: string[] = []
  if (to.note && to.note !== from.note) said.push(say(`home.${to.note}`))
  const instead = sentenceInstead(now)
  const isNew = instead !== sentenceInstead(before)
  return [
    ...said.map(phrase),
    ...lineChange(before, now, phrase(say('home.connecting'))),
    ...(instead !== null && isNew ? [phrase(instead)] : []),
  ]
}
