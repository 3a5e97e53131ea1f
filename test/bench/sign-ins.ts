import { App } from './app.ts'
import type { Connections } from './connection.ts'
import { Phone } from './phone.ts'
import { Television } from './television.ts'

/** A device may ask for 60 link requests in ten minutes. */
const SIGN_INS_PER_TV = 30

/** A sign-in that 16 workers repeat. */
export type SignInStep = (worker: number) => Promise<void>

/**
 * A whole sign-in as docs/ARCHITECTURE.md tells it, the phone having an account session: the TV asks hello when its line is up and
 * at each notice, as its client does.
 */
export async function wholeSignIn(tv: Television, phone: Phone): Promise<void> {
  await tv.askToken()
  await notBound(tv)
  const line = await tv.listen(await tv.requestLink())
  await notBound(tv)
  await Promise.all([phone.open(tv), line.until('LinkOpened').then(() => notBound(tv))])
  const [, binding] = await Promise.all([
    phone.approve(tv),
    line.until('DeviceAuthorized').then(() => tv.boundHello()),
  ])
  await tv.goodbye(binding)
  line.close()
}

/** What of it the peer does as well, each call of the TV with a proof of its key: no notices, no goodbye. */
export async function provenSignIn(tv: Television, phone: Phone): Promise<void> {
  await tv.askToken()
  await notBound(tv)
  await tv.requestLink()
  await phone.load()
  await phone.open(tv)
  await phone.approve(tv)
  await tv.boundHello()
}

/** The same by RFC 8628, call for call what the peer is asked for. */
export async function appSignIn(app: App, phone: Phone): Promise<void> {
  await app.askCode()
  await phone.load()
  await phone.open(app)
  await phone.approve(app)
  await app.redeem()
  await app.hello()
}

/** Each worker has a phone, and a TV until that has shown enough codes. */
export async function wholeSignInStep(connections: Connections): Promise<SignInStep> {
  const tvs = new Map<number, { tv: Television; left: number }>()
  return withPhones(connections, async (phone, worker) => {
    let used = tvs.get(worker)
    if (used === undefined || used.left === 0) {
      used = { tv: await Television.make(connections), left: SIGN_INS_PER_TV }
      tvs.set(worker, used)
    }
    used.left -= 1
    await wholeSignIn(used.tv, phone)
  })
}

/** A new TV each time. */
export function provenSignInStep(connections: Connections): Promise<SignInStep> {
  return withPhones(connections, async (phone) =>
    provenSignIn(await Television.make(connections), phone),
  )
}

export function appSignInStep(connections: Connections): Promise<SignInStep> {
  return withPhones(connections, (phone) => appSignIn(new App(connections), phone))
}

async function withPhones(
  connections: Connections,
  signIn: (phone: Phone, worker: number) => Promise<void>,
): Promise<SignInStep> {
  const phones = await Phone.all(connections)
  return async (worker) => {
    const phone = phones[worker % phones.length]
    if (phone === undefined) throw new Error('no phone')
    await signIn(phone, worker)
  }
}

async function notBound(tv: Television): Promise<void> {
  const { status, body } = await tv.hello()
  if (status !== 401 || !body.includes('"device_not_bound"')) {
    throw new Error(`hello before the sign-in: ${status} ${body}`)
  }
}
