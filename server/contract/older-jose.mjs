// A Vite plugin for both packages' builds: jose is written for browsers of 2021, theirs may be older.

const HAS_OWN = /\bObject\.hasOwn\(/g

/** Says in older words what jose says with `Object.hasOwn` (ES2022), the one newer built-in on our way through it. */
export function olderJose() {
  return {
    name: 'older-jose',
    transform(code, id) {
      if (!id.includes('/node_modules/jose/') || !code.includes('Object.hasOwn(')) return undefined
      return { code: code.replace(HAS_OWN, 'Object.prototype.hasOwnProperty.call('), map: null }
    },
  }
}
