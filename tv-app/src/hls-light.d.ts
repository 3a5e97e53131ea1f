declare module 'hls.js/light' {
  const Hls: import('./player/hls-class.ts').HlsClass
  export default Hls
}
