import { expect } from 'vitest'

import { passwordOf } from '../support/server.ts'
import { playEach, type Story } from './stories.ts'

const STORIES: Story[] = [
  [
    'offline',
    async (phone) => {
      const { tv, link } = await phone.television()
      const { page } = phone
      await page.route('**/link/details', (route) => route.abort())
      await phone.scans(link)
      await phone.hears('link.unreachable')
      await phone.sees('failed')
      await page.unroute('**/link/details')
      await phone.press('again')
      await phone.at('asking')

      await page.route('**/authorize', (route) => route.abort())
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.unreachable')
      await phone.sees('asking')
      await page.unroute('**/authorize')
      expect(await page.locator('#password').inputValue()).toBe(passwordOf('dora'))
      await phone.press('again')
      await phone.hears('link.connected')
      expect(phone.decisions[1]).toEqual(phone.decisions[0])
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
    },
  ],
  [
    'answer-lost',
    async (phone) => {
      const { tv, link } = await phone.television()
      await phone.page.route(
        '**/authorize',
        async (route) => {
          await route.fetch()
          await route.abort()
        },
        { times: 1 },
      )
      await phone.scans(link)
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.unreachable')
      await expect.poll(async () => (await tv.hello()).status).toBe(200)
      const { binding } = (await tv.hello()).body
      await phone.press('again')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora', binding })
    },
  ],
  [
    'slow',
    async (phone) => {
      const { link } = await phone.television()
      const { page } = phone
      const held: (() => void)[] = []
      const hold = () => new Promise<void>((go) => held.push(go))
      const letGo = async () => {
        await expect.poll(() => held.length).toBe(1)
        held.pop()?.()
      }
      await page.route(/\/(link\/details|authorize)$/, async (route) => {
        await hold()
        await route.continue()
      })
      // The page waits for ten seconds, and looking at it may take longer.
      await page.addInitScript(() => {
        AbortController.prototype.abort = () => undefined
      })
      await phone.scans(link)
      await phone.hears('link.loading')
      await phone.sees('loading')
      await letGo()
      await phone.at('asking')
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.connecting')
      // A tap of impatience, and another.
      await phone.page.locator('#connect').click({ force: true })
      await phone.page.keyboard.press('Enter')
      await phone.sees('connecting')
      await letGo()
      await phone.hears('link.connected')
      expect(phone.decisions).toHaveLength(1)
    },
  ],
  [
    'busy',
    async (phone) => {
      const { link } = await phone.television()
      await phone.scans(link)
      const busy = {
        type: 'about:blank',
        title: phone.text('problem.busy'),
        status: 503,
        code: 'busy',
      }
      await phone.page.route(
        '**/authorize',
        (route) =>
          route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify(busy),
          }),
        { times: 1 },
      )
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('problem.busy')
      await phone.press('again')
      await phone.hears('link.connected')
    },
  ],
]

playEach('a network that fails', STORIES)
