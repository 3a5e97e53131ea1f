import { describe, it } from 'vitest'

import { oneBrowser } from '../support/browser.ts'
import { PhonePage, type Scene } from '../support/phone-page.ts'

/** What a person lives through before a phone's page, and where. The name is also the pictures'. */
export type Story = [
  name: string,
  play: (phone: PhonePage) => Promise<void>,
  /** Or what has to stand beside the server first. */
  scene?: Partial<Scene> | (() => Promise<Partial<Scene>>),
]

/** Plays each story in a language that is written from left to right, and in one from right to left. */
export function playEach(what: string, stories: Story[], args: string[] = []): void {
  const browser = oneBrowser(args)
  describe.each(['en', 'ar'] as const)(`${what}, in %s`, (lang) => {
    it.each(stories)('plays "%s"', async (name, play, scene = {}) => {
      const more = typeof scene === 'function' ? await scene() : scene
      const phone = await PhonePage.begin(browser(), { lang, name: `phone-${name}`, ...more })
      await play(phone)
      phone.isClean()
    })
  })
}
