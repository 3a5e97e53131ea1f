import { expect } from 'vitest'

import { App } from '../support/app.ts'
import { AWAY, HOME, type PhonePage } from '../support/phone-page.ts'
import { passwordOf } from '../support/server.ts'
import type { Tv } from '../support/tv.ts'
import { playEach, type Story } from './stories.ts'

/** The digits as they are read out. */
async function digitsOn(phone: PhonePage): Promise<string> {
  await phone.at('matching')
  const spoken = await phone.page.locator('#digits').getAttribute('aria-label')
  return (spoken ?? '').replaceAll(', ', '')
}

function enter(tv: Tv, linkId: string, number: string) {
  return tv.call('POST', '/link/match', { link_id: linkId, number })
}

const STORIES: Story[] = [
  [
    'match',
    async (phone) => {
      const { tv, link } = await phone.television(HOME)
      await phone.scans(link)
      await phone.at('asking')
      await phone.sees('asking')
      await phone.types('dora')
      await phone.press('connect')
      const number = await digitsOn(phone)
      expect(number).toMatch(/^[1-9]{3}$/)
      await phone.sees('digits')
      expect((await tv.hello()).status).toBe(401)
      expect((await enter(tv, link.link_id, number)).status).toBe(200)
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
    { from: AWAY },
  ],
  [
    'missed',
    async (phone) => {
      const { tv, link } = await phone.television(HOME)
      await phone.scans(link)
      await phone.types('dora')
      await phone.press('connect')
      const number = await digitsOn(phone)
      await enter(tv, link.link_id, number === '111' ? '222' : '111')
      await phone.hears('problem.match_missed')
      await phone.sees('over')
      expect((await tv.hello()).status).toBe(401)
    },
    { from: AWAY },
  ],
  [
    'app',
    async (phone) => {
      const app = new App(phone.server.url, 'pad')
      app.headers = HOME
      const link = await app.begin()
      await phone.remembers('dora', HOME)
      await phone.scans(link)
      await phone.page.getByText(phone.text('link.titleApp')).waitFor()
      await phone.sees('asking')
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await app.poll(link.device_code)).status).toBe(200)
    },
    { from: HOME, settings: { clients: { pad: { name: 'The demo app', otherNetwork: 'match' } } } },
  ],
  [
    'warned',
    async (phone) => {
      const { link } = await phone.television(HOME)
      await phone.scans(link)
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('problem.risk_warned')
      await phone.sees('warned')
      // Nothing has been asked yet; the next tap goes on all the same, and is no double tap.
      expect(phone.decisions).toEqual([])
      await phone.press('connect')
      await phone.at('matching')
      // From then on it asks every two seconds how that went.
      expect(phone.decisions[0]).toMatchObject({ acknowledged: true })
    },
    { from: AWAY, settings: { risk: { otherNetwork: 'warn' } } },
  ],
  [
    'too-risky',
    async (phone) => {
      const { tv, link } = await phone.television(HOME)
      await phone.remembers('dora', HOME)
      await phone.scans(link)
      await phone.hears('problem.risk_denied')
      await phone.sees('asking')
      expect(await phone.page.locator('#connect').isVisible()).toBe(false)
      await phone.press('refuse')
      await phone.hears('link.refused')
      expect((await tv.hello()).body.link).toMatchObject({ state: 'denied' })
    },
    { from: AWAY, settings: { risk: { listed: ['198.51.100.0/24'] } } },
  ],
  [
    'prove-again',
    async (phone) => {
      await phone.remembers('dora', HOME)
      phone.clock.putForward(700)
      const { tv, link } = await phone.television(HOME)
      await phone.scans(link)
      await phone.press('connect')
      await phone.hears('problem.reauthenticate')
      await phone.sees('asking')
      expect(await phone.page.locator('#username').isEditable()).toBe(false)
      await phone.page.locator('#password').fill('wrong')
      await phone.press('connect')
      await phone.hears('problem.sign_in_failed')
      await phone.page.locator('#password').fill(passwordOf('dora'))
      await phone.press('connect')
      const number = await digitsOn(phone)
      await enter(tv, link.link_id, number)
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
    { from: AWAY },
  ],
  [
    'read-along',
    async (phone) => {
      const { link } = await phone.television(HOME)
      await phone.scans(link)
      await phone.at('asking')
      await phone.page.getByText(phone.text('frame.insecure')).waitFor()
      await phone.sees('asking')
    },
    { host: 'couch.test', from: HOME, settings: { allowedHosts: ['couch.test'] } },
  ],
]

playEach('a sign-in in doubt', STORIES, ['--host-resolver-rules=MAP couch.test 127.0.0.1'])
