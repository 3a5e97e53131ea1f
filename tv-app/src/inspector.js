// Puts `attachInspector` on the window. Plain JavaScript for the same reason as lightning.js.
import '@lightningjs/core/inspector'
