import type { LinkScreen as Shown } from '../story/link.ts'
import type { MatchScreen } from '../story/state.ts'
import { TEXTS } from '../texts.ts'

/** What stands beside the code or the pad. `detail` is `null` where the three steps stand instead. */
export interface LinkWords {
  headline: string
  detail: string | null
  back: string
}

export function linkWords(screen: Shown): LinkWords {
  switch (screen.name) {
    case 'link':
      return { headline: TEXTS.promise, detail: null, back: '' }
    case 'opened': {
      const { claimedBy } = screen
      const back = screen.asking ? '' : TEXTS.notMe
      if (claimedBy === null) return { headline: TEXTS.opened, detail: TEXTS.openedDetail, back }
      return { headline: TEXTS.claimed(claimedBy), detail: TEXTS.claimedDetail, back }
    }
    case 'match': {
      return {
        headline: TEXTS.match,
        detail: TEXTS.matchDetail(screen.claimedBy ?? TEXTS.someone),
        back: backOnMatch(screen),
      }
    }
  }
}

function backOnMatch({ answer, typed, asking }: MatchScreen): string {
  if (asking) return ''
  return answer === 'typing' && typed !== '' ? TEXTS.matchUndo : TEXTS.notMe
}

/** The line above the digits. */
export function numberWords({ answer, asking }: MatchScreen): string {
  if (asking || answer === 'sending' || answer === 'heard') return TEXTS.matchSending
  return answer === 'lost' ? TEXTS.connecting : TEXTS.matchKeys
}
