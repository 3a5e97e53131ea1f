import { expect } from 'vitest'

import { AWAY, HOME } from '../support/phone-page.ts'
import { passwordOf } from '../support/server.ts'
import { playEach, type Story } from './stories.ts'

const FORMS: Story[] = [
  [
    'form',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.page.getByText(phone.text('plain.typeCode')).waitFor()
      await phone.sees('asking')
      await phone.press('connect')
      await phone.hears('link.codeMissing')
      await phone.page.locator('#code').fill(link.user_code.toLowerCase())
      await phone.types('dora', 'wrong')
      await phone.press('connect')
      await phone.hears('problem.sign_in_failed')
      await phone.sees('wrong')
      // Only the password has to be typed again.
      await phone.page.locator('#password').fill(passwordOf('dora'))
      await phone.press('connect')
      await phone.hears('link.connected')
      await phone.sees('connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
      const { binding } = (await tv.hello()).body

      // The form once more is an approval that was used, whoever sends it.
      await phone.page.reload()
      await phone.hears('problem.code_unknown')
      expect((await tv.hello()).body).toMatchObject({ binding })
    },
  ],
  [
    'form-match',
    async (phone) => {
      const { tv, link } = await phone.television(HOME)
      await phone.go('/link')
      await phone.page.locator('#code').fill(link.user_code)
      await phone.types('dora')
      await phone.press('connect')
      await phone.page.locator('#digits b').first().waitFor()
      await phone.sees('digits')
      const digits = await phone.page.locator('#digits b').allTextContents()
      const number = digits.join('')
      await tv.call('POST', '/link/match', { link_id: link.link_id, number })
      await phone.press('connect')
      await phone.page.locator('#status').waitFor()
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
    { from: AWAY },
  ],
]

/** Each of them where scripts are switched off, and where the page's own does not arrive. */
const STORIES = FORMS.flatMap(([name, play, scene]): Story[] => [
  [`${name}-off`, play, { ...scene, context: { javaScriptEnabled: false } }],
  [`${name}-alone`, play, { ...scene, withoutScript: true }],
])

playEach('the page without its script', STORIES)
