import type { Connections } from './connection.ts'
import { Phone } from './phone.ts'
import { Television } from './television.ts'

/** A device may ask for 60 link requests in ten minutes. */
const SIGN_INS_PER_TV = 30

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

/** Sign-ins to be repeated by 16 workers: each has a phone, and a TV until that has shown enough codes. */
export async function signInStep(
  connections: Connections,
): Promise<(worker: number) => Promise<void>> {
  const phones = await Phone.all(connections)
  const tvs = new Map<number, { tv: Television; left: number }>()
  return async (worker) => {
    const phone = phones[worker % phones.length]
    if (phone === undefined) throw new Error('no phone')
    let used = tvs.get(worker)
    if (used === undefined || used.left === 0) {
      used = { tv: await Television.make(connections), left: SIGN_INS_PER_TV }
      tvs.set(worker, used)
    }
    used.left -= 1
    await wholeSignIn(used.tv, phone)
  }
}

async function notBound(tv: Television): Promise<void> {
  const { status, body } = await tv.hello()
  if (status !== 401 || !body.includes('"device_not_bound"')) {
    throw new Error(`hello before the sign-in: ${status} ${body}`)
  }
}
