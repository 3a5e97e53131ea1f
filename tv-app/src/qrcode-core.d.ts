/** The encoder without qrcode's renderers, which the TV does not need. */
declare module 'qrcode/lib/core/qrcode.js' {
  export const create: typeof import('qrcode').create
}
