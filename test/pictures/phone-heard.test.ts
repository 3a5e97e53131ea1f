import { describe, expect, it } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { AWAY, HOME, PhonePage } from '../support/phone-page.ts'

const browser = oneBrowser()

/** The page as a screen reader goes through it: each of these, in this order. */
async function readsOut(phone: PhonePage, pieces: string[]): Promise<void> {
  const heard = await phone.page.locator('body').ariaSnapshot()
  let from = 0
  for (const piece of pieces) {
    const at = heard.indexOf(piece, from)
    expect(at, `"${piece}" in its place in\n${heard}`).toBeGreaterThanOrEqual(from)
    from = at + piece.length
  }
}

function focusOf(phone: PhonePage): Promise<string | undefined> {
  return phone.page.evaluate(() => document.activeElement?.id)
}

describe('who hears the page instead of seeing it', () => {
  it('is told which TV it is before being asked who they are, and what went wrong where it is', async () => {
    const phone = await PhonePage.begin(browser(), { lang: 'en', name: 'phone-heard' })
    const { link } = await phone.television()
    await phone.scans(link)
    await phone.at('asking')
    await readsOut(phone, [
      'banner',
      'main',
      'heading "Connect this TV?"',
      '“Living room”',
      link.user_code,
      'Your TV must show this very code.',
      'group "Sign in"',
      'textbox "User name"',
      'textbox "Password"',
      'button "Show password"',
      'checkbox "Remember this phone" [checked]',
      'group "How long?"',
      'radio "Stay signed in" [checked]',
      'radio "Until tomorrow noon"',
      'status',
      'button "Connect this TV"',
      'button "Not my TV"',
      'contentinfo',
      'English',
    ])
    // What is said later is said in a place that was there, or nobody would be told of the change.
    const status = await phone.page.getByRole('status').elementHandle()
    await phone.types('dora', 'wrong')
    await phone.press('connect')
    await phone.hears('problem.sign_in_failed')
    expect(await status?.textContent()).toBe(phone.text('problem.sign_in_failed'))
    expect(await focusOf(phone)).toBe('password')
    const field = phone.page.getByRole('textbox', { name: 'Password' })
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.getAttribute('aria-describedby')).toBe('status')

    await phone.types('dora')
    await phone.press('connect')
    await phone.hears('link.connected')
    expect(await focusOf(phone)).toBe('status')
    expect(await phone.page.title()).toBe(`${phone.text('link.connected')} · Couchlink`)
    phone.isClean()
  })

  it('gets the digits one by one, with what to do with them', async () => {
    const phone = await PhonePage.begin(browser(), { lang: 'en', name: 'phone-heard', from: AWAY })
    const { link } = await phone.television(HOME)
    await phone.scans(link)
    await phone.types('dora')
    await phone.press('connect')
    await phone.at('matching')
    expect(await focusOf(phone)).toBe('digits')
    const heard = await phone.page.locator('main').ariaSnapshot()
    expect(heard).toMatch(/img "[1-9], [1-9], [1-9]"/)
    // Not at once: a second tap on "Connect" would hit it.
    await phone.page.getByRole('button', { name: 'Not my TV' }).waitFor()
    await readsOut(phone, [
      'heading "Enter these digits on the TV in front of you"',
      'img "',
      'Never give them to anyone',
      'status',
      'button "Not my TV"',
    ])
    // The page asks how it went every two seconds; nothing of that is said again.
    await phone.page.evaluate(() => {
      const status = document.getElementById('status')
      if (status === null) throw new Error('There is no status.')
      const seen: string[] = []
      Object.assign(window, { seen })
      new MutationObserver(() => seen.push(status.textContent)).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    })
    for (const _time of [1, 2]) await phone.page.waitForResponse(/\/authorize$/)
    expect(await phone.page.evaluate(() => (window as unknown as { seen: [] }).seen)).toEqual([])
    expect(await focusOf(phone)).toBe('digits')
    phone.isClean()
  })
})
