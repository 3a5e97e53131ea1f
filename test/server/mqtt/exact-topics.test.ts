import { describe, expect, it } from 'vitest'

import { ExactTopics } from '../../../server/mqtt/exact-topics.ts'
import { collectGarbage } from './garbage.ts'

type Listener = Parameters<ExactTopics['on']>[1]

const ignore = () => {}

/** A listener that writes down which topics reached it. */
function recorder(): { topics: string[]; listener: Listener } {
  const topics: string[] = []
  const listener: Listener = ({ topic }, done) => {
    topics.push(topic)
    done()
  }
  return { topics, listener }
}

describe('exact topics', () => {
  it('reach whoever listens to that very topic, and no wildcard', () => {
    const topics = new ExactTopics()
    const [own, all, other] = [recorder(), recorder(), recorder()]
    topics.on('devices/a/messages', own.listener)
    for (const filter of ['#', 'devices/+/messages', 'devices/#']) topics.on(filter, all.listener)
    topics.on('devices/b/messages', other.listener)
    topics.emit({ topic: 'devices/a/messages' }, ignore)
    topics.emit({ topic: '$SYS/id/heartbeat' }, ignore)
    expect(own.topics).toEqual(['devices/a/messages'])
    expect([...all.topics, ...other.topics]).toEqual([])
  })

  it('are done when every listener is, and at once where nobody listens', () => {
    const topics = new ExactTopics()
    const pending: (() => void)[] = []
    for (let n = 0; n < 3; n += 1) topics.on('t', (_packet, done) => pending.push(done))
    let done = 0
    const count = () => {
      done += 1
    }
    topics.emit({ topic: 't' }, count)
    pending[2]?.()
    pending[0]?.()
    expect(done).toBe(0)
    pending[1]?.()
    expect(done).toBe(1)
    topics.emit({ topic: 'nobody' }, count)
    expect(done).toBe(2)
  })

  it('let a listener leave while it is being told', () => {
    const topics = new ExactTopics()
    const second = recorder()
    const leaving: Listener = (_packet, done) => {
      topics.removeListener('t', leaving)
      done()
    }
    topics.on('t', leaving)
    topics.on('t', second.listener)
    topics.emit({ topic: 't' }, ignore)
    topics.emit({ topic: 't' }, ignore)
    topics.removeListener('t', second.listener)
    topics.removeListener('t', second.listener)
    topics.emit({ topic: 't' }, ignore)
    expect(second.topics).toEqual(['t', 't'])
  })

  it('cost nothing once nobody listens to them any more', () => {
    const topics = new ExactTopics()
    const { listener } = recorder()
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < 100_000; n += 1) {
      topics.on(`devices/${n}/messages`, listener)
      topics.removeListener(`devices/${n}/messages`, listener)
    }
    collectGarbage()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 * 1024 * 1024)
    topics.close(ignore)
  })

  it('reach nobody once closed, and say so', () => {
    const topics = new ExactTopics()
    const { topics: reached, listener } = recorder()
    topics.on('t', listener)
    topics.close(ignore)
    const errors: unknown[] = []
    topics.emit({ topic: 't' }, (error) => errors.push(error))
    expect(errors).toEqual([expect.any(Error)])
    expect(reached).toEqual([])
  })
})
