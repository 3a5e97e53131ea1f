// mqtt.js ends each subscription with it, and engines know it only since 2021 (Chrome 92): without it no notice ever comes.

function at(this: unknown[], index: number): unknown {
  return this[index < 0 ? this.length + index : index]
}

if (!('at' in Array.prototype)) {
  Object.defineProperty(Array.prototype, 'at', { value: at, configurable: true, writable: true })
}
