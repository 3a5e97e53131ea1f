import { expect } from 'vitest'

import { OpenIdIssuer } from '../server/outside/openid-issuer.ts'
import { plugIn } from '../support/authenticators.ts'
import { playEach, type Story } from './stories.ts'

const STRONG = 'the lighthouse hums at dusk'
const WEBVIEW =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36'

/** The operator's own provider, in the story that has one. */
let issuer: OpenIdIssuer

const STORIES: Story[] = [
  [
    'passkey',
    async (phone) => {
      const first = await phone.television()
      const { page } = phone
      await plugIn(page)
      await phone.scans(first.link)
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.connected')
      await page.locator('#offer').waitFor()
      await phone.sees('offer')
      await phone.press('offer-passkey')
      await phone.hears('link.passkeyMade')
      await phone.sees('made')

      // Next time, on a phone that does not remember who they are.
      await phone.context.clearCookies()
      const { tv, link } = await phone.television()
      await phone.scans(link)
      // The browser of this test picks by itself what a person would pick from a list.
      await page.locator('#account').waitFor()
      await phone.sees('picked')
      expect((await tv.hello()).status).toBe(401)
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora' })
      expect(phone.decisions.at(-1)).toEqual({ handle: link.handle, decision: 'approve' })
    },
  ],
  [
    'provider',
    async (phone) => {
      await issuer.register(`${phone.origin}/session/oidc/callback`)
      const { tv, link } = await phone.television()
      await phone.scans(link)
      await phone.at('asking')
      await phone.sees('asking')
      issuer.unwilling = true
      await phone.press('oidc')
      await phone.hears('problem.provider_refused')
      await phone.sees('refused')
      issuer.unwilling = false
      await phone.press('oidc')
      await phone.page.locator('#account-name').waitFor()
      expect(phone.decisions).toEqual([])
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Dora Winter' })
    },
    async () => {
      issuer = await OpenIdIssuer.start()
      issuer.person.claims = { preferred_username: 'winter', name: 'Dora Winter' }
      return { settings: { identity: { oidc: issuer.settings } }, leadsTo: [issuer.url] }
    },
  ],
  [
    'sign-up',
    async (phone) => {
      const { tv, link } = await phone.television()
      const { page } = phone
      await phone.scans(link)
      await page.locator('#sign-up summary').click()
      await phone.sees('open')
      await page.locator('#sign-up-name').fill('Nora')
      await page.locator('#sign-up-username').fill('dora')
      await page.locator('#sign-up-password').fill('12345678')
      await phone.press('sign-up-send')
      await phone.hears('problem.weak_password')
      await page.locator('#sign-up-password').fill(STRONG)
      await phone.press('sign-up-send')
      await phone.hears('problem.username_taken')
      await phone.sees('taken')
      await page.locator('#sign-up-username').fill('nora')
      await phone.press('sign-up-send')
      await page.locator('#account-name').waitFor()
      await phone.press('connect')
      await phone.hears('link.connected')
      expect((await tv.hello()).body).toMatchObject({ name: 'Nora' })
    },
    { settings: { identity: { signUp: true } } },
  ],
  [
    'in-app',
    async (phone) => {
      const { link } = await phone.television()
      const { page } = phone
      await phone.scans(link)
      await page.locator('#in-app').waitFor()
      await phone.sees('asking')
      const open = await page.locator('#in-app-open').getAttribute('href')
      expect(open).toContain(`/L#${link.handle}#Intent;`)
      await page.locator('#in-app-copy').click()
      await phone.types('dora')
      await phone.press('connect')
      await phone.hears('link.connected')
    },
    { context: { userAgent: WEBVIEW } },
  ],
]

playEach('another way to sign in', STORIES)
