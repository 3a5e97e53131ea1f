import { expect } from 'vitest'

import { passwordOf } from '../support/server.ts'
import { playEach, type Story } from './stories.ts'

function dayAfter(ms: number): number {
  return new Date(ms + 86_400_000).getDate()
}

const STORIES: Story[] = [
  [
    'stranger',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.at('asking')
      expect(phone.page.url()).toBe(`${phone.origin}/L`)
      await phone.sees('asking')
      await phone.press('connect')
      await phone.hears('link.usernameMissing')
      expect(phone.decisions).toEqual([])
      await phone.types('dora', 'wrong')
      await phone.press('connect')
      await phone.hears('problem.sign_in_failed')
      await phone.sees('wrong')
      await phone.page.keyboard.type(passwordOf('dora'))
      await phone.page.keyboard.press('Enter')
      await phone.hears('link.connected')
      await phone.sees('connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })

      expect(phone.decisions).toHaveLength(2)
      const { binding } = (await tv.hello()).body
      await phone.page.reload()
      await phone.hears('link.connectedBefore')
      await phone.sees('reloaded')
      await phone.go('/devices')
      await phone.page.goBack()
      await phone.at('ended')
      await phone.page.goForward()
      expect(phone.decisions).toHaveLength(2)
      expect((await tv.hello()).body).toMatchObject({ binding })
    },
  ],
  [
    'known',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.remembers('dora')
      await phone.scans(link)
      await phone.at('asking')
      await phone.sees('asking')
      await phone.press('connect')
      await phone.hears('link.connected')
      expect(phone.decisions).toEqual([{ handle: link.handle, decision: 'approve' }])
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
  ],
  [
    'not-me',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.remembers('bob')
      await phone.scans(link)
      await phone.press('sign-out')
      await phone.page.locator('#username').waitFor()
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
  ],
  [
    'not-mine',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.press('refuse')
      await phone.hears('link.refused')
      await phone.sees('refused')
      expect(phone.decisions).toEqual([{ handle: link.handle, decision: 'deny' }])
      expect((await tv.hello()).body.link).toMatchObject({ state: 'denied' })
      expect(await phone.context.cookies()).toEqual([])
    },
  ],
  [
    'typed',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.go('/link')
      await phone.at('asking')
      await phone.sees('asking')
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.codeMissing')
      await phone.sees('missing')
      await phone.page.locator('#code').fill('BBBBBBBB')
      await phone.press('connect')
      await phone.hears('problem.code_unknown')
      await phone.page.locator('#code').fill(link.user_code.toLowerCase().replace('-', ' '))
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
  ],
  [
    'claimed',
    async (phone) => {
      const { tv, link } = await phone.television()
      await (await phone.otherPhone('bob')).open(link.handle)
      await phone.remembers('dora')
      await phone.scans(link)
      await phone.hears('problem.link_taken')
      await phone.sees('failed')
      phone.clock.putForward(120)
      await phone.press('again')
      await phone.at('asking')
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
  ],
  [
    'expired',
    async (phone) => {
      const { link } = await phone.television()
      phone.clock.putForward(1000)
      await phone.scans(link)
      await phone.hears('problem.link_expired')
      await phone.sees('over')
      await phone.press('type-code')
      await phone.at('asking')
      expect(new URL(phone.page.url()).pathname).toBe('/link')
    },
  ],
  [
    'ran-out',
    async (phone) => {
      const { link } = await phone.television()
      await phone.page.clock.install()
      await phone.scans(link)
      await phone.at('asking')
      await phone.page.clock.fastForward(1000_000)
      await phone.hears('link.ranOut')
      expect(phone.decisions).toEqual([])
    },
  ],
  [
    'used',
    async (phone) => {
      const { link } = await phone.television()
      await (await phone.otherPhone('bob')).approve(link.handle)
      await phone.scans(link)
      await phone.hears('problem.link_finished')
    },
  ],
  [
    'denied',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.types('dora')
      await (await phone.otherPhone('dora')).deny(link.handle)
      await phone.press('connect')
      await phone.hears('problem.link_denied')
      expect((await tv.hello()).status).toBe(401)
    },
  ],
  [
    'superseded',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.types('dora')
      await tv.requestLink()
      await phone.press('connect')
      await phone.hears('problem.link_superseded')
      expect((await tv.hello()).status).toBe(401)
    },
  ],
  [
    'broken',
    async (phone) => {
      await phone.go('/L#ABC')
      await phone.hears('link.brokenLink')
      await phone.scans({ handle: '0'.repeat(26) })
      await phone.hears('problem.link_unknown')
    },
  ],
  [
    'tomorrow',
    async (phone) => {
      const { link } = await phone.television()
      await phone.scans(link)
      await phone.types('dora')
      await phone.page.locator('#until label').nth(1).click()
      // Midnight may fall in between.
      const days = [dayAfter(Date.now())]
      await phone.press('connect')
      await phone.hears('link.connected')
      days.push(dayAfter(Date.now()))
      const [{ until = 0 } = {}] = phone.decisions as { until?: number }[]
      const noon = new Date(until * 1000)
      // This browser's time zone is this machine's.
      expect(days).toContain(noon.getDate())
      expect([noon.getHours(), noon.getMinutes()]).toEqual([12, 0])
      const { body } = await (await phone.otherPhone('dora')).send('GET', '/devices')
      expect(body).toMatchObject({ devices: [{ until }] })
    },
  ],
  [
    'for-a-week',
    async (phone) => {
      const { link } = await phone.television()
      await phone.scans(link)
      await phone.at('asking')
      await phone.page.getByText(phone.text('link.untilNote', { unit: 'days', count: 7 })).waitFor()
      await phone.sees('asking')
    },
    { settings: { link: { bindingSeconds: 7 * 86_400 } } },
  ],
]

playEach('the page behind the QR', STORIES)
