interface Published {
  topic: string
}
type Done = (error?: Error | null) => void
type Listener = (packet: Published, done: Done) => void

/**
 * Who listens to which topic, in the form in which aedes takes its `mq`. Its own emitter knows wildcards and a shared
 * limit of deliveries under way. Here a topic is a key: `#` reaches nothing, what aedes tells itself under `$SYS` ends
 * at a missing key, one slow listener holds up nobody, and a television costs one entry.
 */
export class ExactTopics {
  readonly #listeners = new Map<string, readonly Listener[]>()
  #closed = false

  on(topic: string, listener: Listener, done?: Done): this {
    this.#listeners.set(topic, [...(this.#listeners.get(topic) ?? []), listener])
    done?.()
    return this
  }

  removeListener(topic: string, listener: Listener, done?: Done): this {
    const others = this.#listeners.get(topic)?.filter((other) => other !== listener) ?? []
    if (others.length === 0) this.#listeners.delete(topic)
    else this.#listeners.set(topic, others)
    done?.()
    return this
  }

  /** `done` is called when every listener has called its own, with an error only after `close()`. */
  emit(packet: Published, done: Done): this {
    const listeners = this.#listeners.get(packet.topic) ?? []
    let waiting = listeners.length
    if (this.#closed) done(new Error('no more notices: closed'))
    else if (waiting === 0) done()
    else {
      const delivered = () => {
        waiting -= 1
        if (waiting === 0) done()
      }
      for (const listener of listeners) listener(packet, delivered)
    }
    return this
  }

  close(done: Done): this {
    this.#closed = true
    this.#listeners.clear()
    done()
    return this
  }
}
