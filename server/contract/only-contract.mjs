// A Vite plugin for both apps' builds: of the server they may hold the contract, and nothing else.

/** Ends the build when a module of `server/` outside `server/contract/` got into a bundle. */
export function onlyContract() {
  return {
    name: 'only-contract',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        const foreign = Object.keys(chunk.modules ?? {}).filter(isForeign)
        if (foreign.length > 0) this.error(`${chunk.fileName} holds ${foreign.join(', ')}`)
      }
    },
  }
}

const SERVER = new URL('..', import.meta.url).pathname
const CONTRACT = new URL('.', import.meta.url).pathname

function isForeign(id) {
  return id.startsWith(SERVER) && !id.startsWith(CONTRACT)
}
