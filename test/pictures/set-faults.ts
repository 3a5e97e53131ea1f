/** What is wrong with a set, as source that runs in its page before anything of the app. */
export const FAULTS: Record<string, string> = {
  'whose localStorage is full': `
    // In halves, down to the last character.
    for (var size = 1 << 22, at = 0; size >= 1; size = Math.floor(size / 2)) {
      try { for (;;) { localStorage.setItem('filled' + at, new Array(size + 1).join('x')); at += 1 } } catch (full) {}
    }`,
  'whose localStorage is forbidden': `
    Object.defineProperty(window, 'localStorage', {
      get: function () { throw new DOMException('The user denied it.', 'SecurityError') },
    })`,
  'whose IndexedDB is forbidden': `
    Object.defineProperty(window, 'indexedDB', {
      get: function () { throw new DOMException('The user denied it.', 'SecurityError') },
    })`,
  'whose IndexedDB refuses': `
    IDBFactory.prototype.open = function () { throw new DOMException('No room.', 'QuotaExceededError') }`,
  'whose IndexedDB never answers': `
    IDBFactory.prototype.open = function () { return {} }`,
  'whose WebGL is switched off': withContext(`if (isWebGl) return null`),
}

/** Contexts that break. `contextsMade` counts those there have been since the page began. */
export const CONTEXT_THAT_IS_LOST = {
  onDemand: withContext(`
    if (isWebGl) window.loseContext = function () { made().getExtension('WEBGL_lose_context').loseContext() }`),
  /** Each, as soon as something has been drawn with it. */
  always: withContext(`
    if (isWebGl) {
      window.contextsMade = (window.contextsMade || 0) + 1
      var context = made(), draw = context.drawElements
      context.drawElements = function () {
        draw.apply(context, arguments)
        context.getExtension('WEBGL_lose_context').loseContext()
      }
      return context
    }`),
}

/** A clock that begins at this moment, in milliseconds since 1970, and goes on as any. */
export function clockAt(ms: number): string {
  return `(function () {
    var real = Date, ahead = ${ms} - real.now()
    window.Date = class Date extends real {
      constructor() {
        if (arguments.length > 0) super(...arguments)
        else super(real.now() + ahead)
      }
      static now() { return real.now() + ahead }
    }
  })()`
}

/** Runs `source` in place of `getContext`, where `made()` answers what the browser would. */
function withContext(source: string): string {
  return `(function () {
    window.contextsMade = 0
    var original = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (kind) {
      var canvas = this, args = arguments, isWebGl = /webgl/.test(kind), kept
      function made() { return kept || (kept = original.apply(canvas, args)) }
      ${source}
      return made()
    }
  })()`
}
