/** Where a browser inside another app could go on. */
export interface InApp {
  /** An address that opens the browser itself; `null` where there is none, and only copying helps. */
  open: string | null
}

/**
 * Browsers inside other apps, by what they say of themselves: they work, but forget what they were told when the app
 * is closed. `; wv)` is any app's view of the web on Android.
 */
const APPS =
  /\bFBA[NV]\/|\bInstagram\b|\bLine\/|\bMicroMessenger\/|\bSnapchat\b|\bTikTok\b|musical_ly|BytedanceWebview|\bGSA\/|\bTwitter for|\bLinkedInApp\b|\bPinterest\/|\bKAKAOTALK\b|; wv\)/i

/**
 * Says whether the page stands in another app, and how to leave it.
 *
 * @param address of this page with the handle, as the browser itself would need it
 */
export function inApp(userAgent: string, address: string): InApp | null {
  if (!APPS.test(userAgent)) return null
  return { open: /\bAndroid\b/.test(userAgent) ? intentTo(address) : null }
}

/** As Android reads it: the last fragment says what to do with the address before it, whose own fragment stays. */
function intentTo(address: string): string {
  const [scheme, rest] = address.split('://')
  return `intent://${rest}#Intent;scheme=${scheme};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`
}
