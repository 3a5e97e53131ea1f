import type { Link } from '../../client/couchlink-tv.ts'
import { NUMBER_LENGTH } from '../story/match.ts'
import type { CodeScreen, LinkScreen, MatchScreen, OpenedScreen } from '../story/screen.ts'
import { say } from '../words/texts.ts'
import { PAUSE, phrase, spelled } from './phrases.ts'

const STEPS = ['link.step1', 'link.step2', 'link.step3'] as const

/** A screen with a code, read in full. @param tvName as the phone will call this TV; empty where it has no name */
export function codeScreen(screen: LinkScreen, tvName: string): string[] {
  const note = screen.note ? [phrase(say(`note.${screen.note}`)), PAUSE] : []
  switch (screen.name) {
    case 'link':
      return [...note, ...waiting(screen, tvName)]
    case 'opened':
      return [...note, ...opened(screen, tvName)]
    case 'match':
      return [...note, ...match(screen)]
  }
}

/** What has changed on it, as long as it is the same screen. */
export function codeChange(before: LinkScreen, now: LinkScreen): string[] {
  const said: string[] = []
  const renewed = now.link !== null && now.link.id !== before.link?.id
  if (now.note && now.note !== before.note) said.push(phrase(say(`note.${now.note}`)))
  else if (renewed && before.link) said.push(phrase(say('note.renewed')))
  if (renewed && now.link) said.push(...codeOf(now.link))
  if (now.name === 'link' && before.name === 'link') said.push(...ending(before, now))
  if (now.name === 'match' && before.name === 'match') said.push(...typing(before, now))
  return said
}

function waiting({ link, over, asking }: CodeScreen, tvName: string): string[] {
  if (!link) return [phrase(say(asking ? 'link.preparing' : 'link.press'))]
  const steps = STEPS.map((key, index) =>
    phrase(say('speak.step', { number: index + 1, words: say(key) })),
  )
  const promise = over
    ? [say('switch.title'), say('switch.detail', { name: over.name }), say('switch.back')]
    : [say('link.promise')]
  const explained = [...(over ? [] : steps), ...called(tvName)]
  return [...promise.map(phrase), PAUSE, ...explained, PAUSE, ...codeOf(link)]
}

/** By which name somebody with a phone knows that it is this TV, and no other. */
function called(name: string): string[] {
  return name ? [phrase(say('link.name', { name }))] : []
}

/** The code, and where to type it: in this order, since the ear keeps what came last. */
function codeOf({ address, userCode }: Link): string[] {
  const place = phrase(say('link.address', { address: address.replace(/^https?:\/\//, '') }))
  return [place, PAUSE, phrase(say('speak.code')), ...spelled(userCode)]
}

/** Said once: a count every second would hold off everything else. */
function ending(before: CodeScreen, now: CodeScreen): string[] {
  const { endsInSeconds } = now
  if (endsInSeconds === null || before.endsInSeconds !== null) return []
  return [phrase(say('link.ends', { seconds: endsInSeconds }))]
}

function opened({ claimedBy }: OpenedScreen, tvName: string): string[] {
  const words =
    claimedBy === null
      ? [say('link.opened'), say('link.openedDetail')]
      : [say('link.claimed', { who: claimedBy }), say('link.claimedDetail')]
  return [...words.map(phrase), ...called(tvName), phrase(say('link.notMe'))]
}

function match({ claimedBy, focus }: MatchScreen): string[] {
  const who = claimedBy ?? say('match.someone')
  const words = [
    say('match.title'),
    say('match.detail', { who }),
    say('match.keys'),
    say('link.notMe'),
  ]
  return [...words.map(phrase), PAUSE, focus]
}

function typing(before: MatchScreen, now: MatchScreen): string[] {
  if (now.answer !== before.answer) return [phrase(say(sendingKey(now)))]
  const left = NUMBER_LENGTH - now.typed.length
  if (now.typed.length > before.typed.length) {
    return [phrase(say('speak.typed', { digit: now.typed.slice(-1), left }))]
  }
  if (now.typed.length < before.typed.length) return [phrase(say('speak.removed'))]
  return now.focus === before.focus ? [] : [now.focus]
}

function sendingKey({ answer }: MatchScreen) {
  if (answer === 'typing') return 'match.title'
  return answer === 'lost' ? 'home.connecting' : 'moment'
}
