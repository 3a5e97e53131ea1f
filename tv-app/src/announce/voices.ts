import { textLang } from '../words/texts.ts'
import { speakSeries } from './speech.js'

/** Something that says phrases, one after the other. */
export interface Voice {
  /**
   * Resolves when all is said, or was interrupted, or could not be said. No phrases make it fall silent.
   *
   * @param what the story interrupts whatever is being said; the focus is not worth that
   */
  say(phrases: readonly string[], what: 'story' | 'focus'): Promise<void>
}

/**
 * The voice of the engine (`speechSynthesis`), for sets whose own screen reader does not look into a page. Once it has
 * failed it is silent for good: a set that claims a voice and has none must not cost anything.
 */
export function engineVoice(owner: Window): Voice {
  let failed = !('speechSynthesis' in owner) || !('SpeechSynthesisUtterance' in owner)
  return {
    async say(phrases) {
      if (failed) return
      try {
        await speakSeries([...phrases], textLang()).series
      } catch {
        failed = true
      }
    },
  }
}

/**
 * Two regions of the page that the set's own screen reader reads whenever their words change (WAI-ARIA 1.2 `aria-live`),
 * in the voice and at the pace that the person has chosen there. Silent, and nothing to see, where there is none.
 */
export function pageVoice(owner: Window): Voice {
  const story = region(owner.document, 'assertive')
  const focus = region(owner.document, 'polite')
  // Samsung's voice guide wants the focus to be somewhere (its guide "Text to speech"); a frame leaves that to its page.
  story.tabIndex = -1
  if (owner.parent === owner) story.focus()
  return {
    say(phrases, what) {
      if (what === 'story') focus.textContent = ''
      const said = what === 'story' ? story : focus
      // Its own voice makes the silences; a comma keeps letters from being read as a word.
      const words = phrases.filter((phrase) => !phrase.startsWith('PAUSE-')).join(', ')
      // Words that are there already are read again only where they differ, by a blank that nobody hears.
      said.textContent = words === said.textContent ? `${words}\u00a0` : words
      return Promise.resolve()
    },
  }
}

function region(page: Document, live: 'assertive' | 'polite'): HTMLElement {
  const made = page.createElement('div')
  made.className = 'announcer'
  made.setAttribute('aria-live', live)
  page.body.appendChild(made)
  return made
}
