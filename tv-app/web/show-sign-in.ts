import { makeCalls } from '../client/calls.ts'
import { makeClock } from '../client/clock.ts'
import { realTimers } from '../client/timers.ts'
import { makeEndingPatience } from './ending-patience.ts'
import { makeListen } from './listen.ts'
import { Story } from './story.ts'
import { addStyle } from './style.ts'
import { type Texts, textsFor } from './texts.ts'
import { makeView } from './view.ts'

export interface SignInOptions {
  /** Where the code is to stand, as the last thing in it; whatever is there stays. */
  element: Element
  /** URL of the Couchlink server, such as `https://tv.example.com`. */
  server: string
  /** This site's name in `clients` of the server's config.json; its `web.origins` has to list this page's origin. */
  clientId: string
  /**
   * Asks the site's own back end for the PKCE challenge (S256, RFC 7636 §4.2) of this browser's session. Called for each
   * code that is shown; a rejection is tried again.
   */
  challenge(): Promise<string>
  /**
   * Gives the one-time key to the site's own back end, which exchanges it for who signed in. It lives a minute at most
   * and is of use once, only together with the verifier that the back end keeps. Where this rejects, the person is asked
   * to try again.
   */
  onCode(code: string): Promise<void> | void
  /** BCP 47; the page's own language where it is left out. English and German are here, others come with `texts`. */
  lang?: string
  /** The page's own words, for all or some. */
  texts?: Partial<Texts>
}

export interface SignInShown {
  /** Ends it: nothing is asked any more, nothing waits, and the element is as it was. */
  close(): void
}

/** Shows a code to sign in with, until somebody has or it is closed. */
export function showSignIn(options: SignInOptions): SignInShown {
  const lang = options.lang || document.documentElement.lang || navigator.language || 'en'
  const timers = realTimers
  const patience = makeEndingPatience(timers)
  const view = makeView(lang, textsFor(lang, options.texts ?? {}), {
    enter: (number) => void story.enter(number),
    startOver: () => story.startOver(),
  })
  const story = new Story({
    call: makeCalls({
      base: `${options.server.replace(/\/+$/, '')}/`,
      clock: makeClock(timers.nowMs),
      patience,
      fetch: (input, init) => fetch(input, init),
    }),
    clientId: options.clientId,
    challenge: options.challenge,
    onCode: options.onCode,
    listen: makeListen(timers),
    show: view.show,
    isHidden: () => document.hidden,
    random: Math.random,
    timers,
  })

  function wake(): void {
    if (document.hidden) return
    patience.wake()
    story.wake()
  }

  const removeStyle = addStyle(options.element)
  options.element.append(view.root)
  // A page that comes back out of the browser's cache is shown again, too, and tells nothing else of it.
  const wakings = [
    [document, 'visibilitychange'],
    [window, 'online'],
    [window, 'pageshow'],
  ] as const
  for (const [target, event] of wakings) target.addEventListener(event, wake)
  story.begin()
  return {
    close() {
      for (const [target, event] of wakings) target.removeEventListener(event, wake)
      story.close()
      patience.end()
      view.root.remove()
      removeStyle()
    },
  }
}
