import { type BrowserContext, request } from 'playwright-core'

import type { Connections } from '../connection.ts'
import { PASSWORD, Phone, usernameOf } from '../phone.ts'
import { Television } from '../television.ts'

/** A household with a few sets; one with none; by their numbers among the bench's accounts. */
const OWNER = 0
const KNOWN = 1
const TVS = 5

/** What a browser holds of somebody who has signed in before. */
export type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>

/** The account session of somebody who has no TV yet. */
export function knownPerson(base: string): Promise<Cookies> {
  return signIn(base, KNOWN)
}

/** The account session of somebody to whom five TVs are bound. */
export async function ownerOfTvs(connections: Connections, base: string): Promise<Cookies> {
  const phone = new Phone(connections, OWNER)
  await phone.signIn()
  for (let index = 0; index < TVS; index += 1) {
    const tv = await waitingTv(connections)
    await phone.open(tv)
    await phone.approve(tv)
    await tv.boundHello()
  }
  return signIn(base, OWNER)
}

/** A TV in a home of its own that shows a QR code. */
export async function waitingTv(connections: Connections): Promise<Television> {
  const tv = await Television.make(connections)
  await tv.askToken()
  await tv.requestLink()
  return tv
}

/** In a browser of its own: a sign-in ends the account session that was there before. */
async function signIn(base: string, index: number): Promise<Cookies> {
  const browser = await request.newContext({ baseURL: base })
  const answer = await browser.post('session', {
    data: { username: usernameOf(index), password: PASSWORD },
    headers: { 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': `10.255.${index}.21` },
  })
  if (!answer.ok()) throw new Error(`no account session: ${answer.status()} ${await answer.text()}`)
  const cookies = await browser.storageState()
  await browser.dispose()
  return cookies
}
