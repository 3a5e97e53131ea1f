// What Chrome 53 (webOS 4, 2018) lacks and we or our libraries use. Must be the first import of a script.

function add(target: object, name: string, value: unknown): void {
  if (name in target) return
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
}

add(window, 'globalThis', window)
add(window, 'queueMicrotask', (run: () => void) => {
  void Promise.resolve().then(run)
})
add(Object, 'values', (object: Record<string, unknown>) =>
  Object.keys(object).map((key) => object[key]),
)
add(Object, 'entries', (object: Record<string, unknown>) =>
  Object.keys(object).map((key) => [key, object[key]]),
)
add(Object, 'fromEntries', (entries: Iterable<[string, unknown]>) => {
  const object: Record<string, unknown> = {}
  for (const [key, value] of entries) object[key] = value
  return object
})
add(Object, 'getOwnPropertyDescriptors', (object: object) => {
  const descriptors: Record<PropertyKey, unknown> = {}
  for (const key of Reflect.ownKeys(object)) {
    descriptors[key] = Object.getOwnPropertyDescriptor(object, key)
  }
  return descriptors
})
add(Promise.prototype, 'finally', function (this: Promise<unknown>, run: () => void) {
  return this.then(
    (value) => Promise.resolve(run()).then(() => value),
    (reason: unknown) =>
      Promise.resolve(run()).then(() => {
        throw reason
      }),
  )
})
add(Array.prototype, 'at', function (this: unknown[], index: number) {
  return this[index < 0 ? this.length + index : index]
})
