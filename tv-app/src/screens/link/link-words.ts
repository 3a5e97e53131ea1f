import { isOnCode, type MatchScreen, type OpenedScreen } from '../../story/screen.ts'
import type { State } from '../../story/state.ts'
import { COLOR } from '../../theme.ts'
import { say } from '../../words/texts.ts'
import type { Face } from './Card.ts'

/** What the link screen says and shows beside the code. */
export interface LinkWords {
  headline: string
  /** `null` where the three steps stand instead. */
  detail: string | null
  /** What Back does, where that is worth a word, or that it has been heard. */
  hint: string
  /** What OK does, where it does something. */
  button: string | null
  /** In the square; on "match" the pad stands there. */
  face: Face
  pill: { words: string; color: number } | null
}

/** `null` on a screen that is another's. */
export function linkWords(state: State): LinkWords | null {
  const { screen } = state
  const plain = { detail: null, hint: '', button: null, pill: pillOf(state) }
  switch (screen.name) {
    case 'booting': {
      // Most likely a code comes next, except where somebody was signed in.
      const face: Face = screen.remembered ? { kind: 'nothing' } : empty('')
      return { ...plain, headline: say('moment'), detail: '', face }
    }
    case 'link': {
      const face = faceOfLink(screen)
      if (!screen.over) return { ...plain, headline: say('link.promise'), face }
      const detail = say('switch.detail', { name: screen.over.name })
      return { ...plain, headline: say('switch.title'), detail, hint: say('switch.back'), face }
    }
    case 'opened':
      return { ...plain, ...openedWords(screen), face: code(screen.link.qr) }
    case 'match': {
      const who = screen.claimedBy ?? say('match.someone')
      const detail = say('match.detail', { who })
      const hint = backOnMatch(screen)
      return { ...plain, headline: say('match.title'), detail, hint, face: { kind: 'nothing' } }
    }
    case 'offline': {
      const face = screen.link ? code(screen.link.qr, true) : empty(say('offline.reconnecting'))
      const button = say('offline.now')
      return {
        ...plain,
        headline: say('offline.title'),
        detail: say('offline.detail'),
        button,
        face,
      }
    }
    default:
      return null
  }
}

/** The line above the digits. */
export function numberWords({ answer, asking }: MatchScreen): string {
  if (asking || answer === 'sending' || answer === 'heard') return say('moment')
  return answer === 'lost' ? say('offline.reconnecting') : say('match.keys')
}

function faceOfLink({ link, asking }: Extract<State['screen'], { name: 'link' }>): Face {
  if (link) return code(link.qr)
  return asking ? empty(say('link.preparing')) : { kind: 'press', words: say('link.press') }
}

function code(qr: string, asleep = false): Face {
  return { kind: 'code', qr, asleep }
}

function empty(words: string): Face {
  return { kind: 'empty', words }
}

function openedWords({ claimedBy, asking }: OpenedScreen) {
  const hint = say(asking ? 'moment' : 'link.notMe')
  if (claimedBy === null) {
    return { headline: say('link.opened'), detail: say('link.openedDetail'), hint }
  }
  const headline = say('link.claimed', { who: claimedBy })
  return { headline, detail: say('link.claimedDetail'), hint }
}

function backOnMatch({ answer, typed, asking }: MatchScreen): string {
  if (asking) return ''
  return say(answer === 'typing' && typed !== '' ? 'match.undo' : 'link.notMe')
}

/** One lost answer is no outage, and still the reason why nothing moves. */
function pillOf({ screen, reachable }: State): LinkWords['pill'] {
  const away = screen.name === 'offline' ? screen.link !== null : !reachable
  if (away && screen.name !== 'booting') {
    return { words: say('offline.reconnecting'), color: COLOR.text }
  }
  const note = isOnCode(screen) ? screen.note : null
  return note ? { words: say(`note.${note}`), color: COLOR.alert } : null
}
