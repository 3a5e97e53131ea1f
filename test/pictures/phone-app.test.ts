import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'

import { Issuer } from '../server/outside/issuer.ts'
import { openBrowser } from '../support/browser.ts'
import { serveFolders } from '../support/folder-server.ts'
import { Phone } from '../support/phone.ts'
import { accounts, passwordOf, startServer, temporaryFolder } from '../support/server.ts'
import { Tv } from '../support/tv.ts'

/** What a page's own script comes to when it says yes: a status, or `blocked` where the browser stops it. */
function approve(
  page: Page,
  url: string,
  handle: string,
  how: { token?: string; credentials: 'include' | 'omit' },
): Promise<number | 'blocked'> {
  return page.evaluate(
    async ({ url, handle, token, credentials }) => {
      const headers = {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      }
      const body = JSON.stringify({ handle, decision: 'approve' })
      const init = { method: 'POST', headers, body, credentials }
      return fetch(`${url}/authorize`, init).then(
        ({ status }) => status,
        () => 'blocked' as const,
      )
    },
    { url, handle, ...how },
  )
}

it('a real browser lets the phone app’s page call with its token, and no other page, and none with a cookie', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  const files = pathToFileURL(`${folder}/`)
  const [app, other] = [await serveFolders(files), await serveFolders(files)]
  const issuer = await Issuer.start()
  const clock = { now: Math.floor(Date.now() / 1000) }
  const { url } = await startServer(
    {
      accounts: await accounts('ada', 'bob'),
      accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'sub' }],
      phoneApp: { origins: [app] },
    },
    { clock },
  )
  const token = await issuer.sign({
    iss: issuer.url,
    aud: 'couchlink',
    sub: 'ada',
    exp: clock.now + 300,
  })
  const tv = await Tv.boot(url)
  const { handle } = await tv.requestLink()

  // Bob is signed in with this browser, whose cookies know no ports: all three pages are of one site to it.
  const bob = new Phone(url)
  await bob.signIn('bob', passwordOf('bob'))
  const [name = '', value = ''] = bob.cookie.split('=')
  const browser = await openBrowser()
  const context = await browser.newContext()
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()

  await page.goto(`${other}/index.html`)
  for (const credentials of ['include', 'omit'] as const) {
    expect(await approve(page, url, handle, { credentials })).toBe('blocked')
    expect(await approve(page, url, handle, { credentials, token })).toBe('blocked')
  }
  await page.goto(`${app}/index.html`)
  expect(await approve(page, url, handle, { credentials: 'include' })).toBe('blocked')
  expect(await approve(page, url, handle, { credentials: 'include', token })).toBe('blocked')
  expect(await approve(page, url, handle, { credentials: 'omit' })).toBe(401)
  expect((await tv.hello()).body['code']).toBe('device_not_bound')
  expect(await approve(page, url, handle, { credentials: 'omit', token })).toBe(200)
  expect((await tv.hello()).body.name).toBe('Ada')
})
