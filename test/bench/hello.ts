import { App } from './app.ts'
import type { Connections } from './connection.ts'
import { Phone } from './phone.ts'
import { appSignIn } from './sign-ins.ts'
import { Television } from './television.ts'

const TVS = 64
/** More hellos a second than the server can answer, so that hardly a proof is sent twice. */
const PER_SECOND = 8000
/** Sent so long after it was signed a proof still counts; the server takes 60 s. */
const SERVE_MS = 50_000

/** TVs that are bound, shared out among all phones. */
export async function boundTelevisions(
  connections: Connections,
  count: number,
): Promise<Television[]> {
  const phones = await Phone.all(connections)
  const tvs: Television[] = []
  for (let made = 0; made < count; made += 1) {
    const tv = await Television.make(connections)
    const phone = phones[made % phones.length]
    await tv.askToken()
    await tv.requestLink()
    await phone?.open(tv)
    await phone?.approve(tv)
    await tv.boundHello()
    tvs.push(tv)
  }
  return tvs
}

/** The hello of one bound TV after the other. */
export interface Hellos {
  /** Signs the proofs for so many milliseconds of hellos, so that signing is not measured. */
  prepare(ms: number): Promise<void>
  step(): Promise<void>
}

/** TVs of ours, whose every hello carries a proof by their key. */
export async function provenHellos(connections: Connections): Promise<Hellos> {
  const tvs = await boundTelevisions(connections, TVS)
  let texts: string[] = []
  let next = 0
  return {
    async prepare(ms) {
      if (ms > SERVE_MS) throw new Error('the proofs would be too old')
      texts = await signedHellos(tvs, (ms / 1000) * PER_SECOND)
      next = 0
    },
    step: () => ask(connections, texts[next++ % texts.length] ?? ''),
  }
}

/** Apps whose tokens are bound to no key, and the bytes of one hello of theirs for the floors. */
export async function bearerHellos(connections: Connections): Promise<Hellos & { text: string }> {
  const phones = await Phone.all(connections)
  const texts: string[] = []
  for (let made = 0; made < TVS; made += 1) {
    const app = new App(connections)
    const phone = phones[made % phones.length]
    if (phone !== undefined) await appSignIn(app, phone)
    texts.push(app.helloText)
  }
  let next = 0
  return {
    prepare: async () => {},
    step: () => ask(connections, texts[next++ % TVS] ?? ''),
    text: texts[0] ?? '',
  }
}

/** So many hellos of all these TVs in turn, each with a proof of its own. */
export async function signedHellos(tvs: readonly Television[], count: number): Promise<string[]> {
  const texts: string[] = []
  while (texts.length < count) {
    for (const tv of tvs) texts.push(await tv.helloText())
  }
  return texts
}

export async function ask(connections: Connections, text: string): Promise<void> {
  const { status, body } = await connections.sendText(text)
  if (status !== 200) throw new Error(`hello: ${status} ${body}`)
}
