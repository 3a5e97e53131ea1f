import type { Connections } from './connection.ts'
import { Phone } from './phone.ts'
import { Television } from './television.ts'

const TVS = 64

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

/** The hello of one bound TV after the other, and the bytes of one of them for the floors. */
export async function helloStep(
  connections: Connections,
): Promise<{ step: () => Promise<void>; text: string }> {
  const tvs = await boundTelevisions(connections, TVS)
  const texts = tvs.map((tv) => tv.helloText)
  let next = 0
  return { step: () => ask(connections, texts[next++ % TVS] ?? ''), text: texts[0] ?? '' }
}

export async function ask(connections: Connections, text: string): Promise<void> {
  const { status, body } = await connections.sendText(text)
  if (status !== 200) throw new Error(`hello: ${status} ${body}`)
}
