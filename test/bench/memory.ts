import { startServer } from './child.ts'
import { Connections } from './connection.ts'
import type { NoticeLine } from './notice-line.ts'
import { Television } from './television.ts'

/** So many of them connect before the first reading, so that code and pools are not counted as theirs. */
const WARM_TVS = 300
const AT_ONCE = 32

/**
 * Bytes of resident set for each TV that shows its code and listens: the connection, and whatever the process
 * remembers of it.
 */
export async function measureMemory(tvs: number): Promise<number> {
  const server = await startServer()
  const connections = new Connections(server.port)
  const lines = await connectAll(connections, WARM_TVS)
  const before = await server.memoryBytes()
  lines.push(...(await connectAll(connections, tvs - WARM_TVS)))
  const after = await server.memoryBytes()
  if (!lines.every(({ isOpen }) => isOpen)) throw new Error('a TV has lost its connection')
  for (const line of lines) line.close()
  connections.close()
  await server.close()
  return (after - before) / (tvs - WARM_TVS)
}

async function connectAll(connections: Connections, tvs: number): Promise<NoticeLine[]> {
  const lines: NoticeLine[] = []
  let left = tvs
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const tv = await Television.make(connections)
      await tv.askToken()
      lines.push(await tv.listen(await tv.requestLink()))
      await tv.hello()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return lines
}
