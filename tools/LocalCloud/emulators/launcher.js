// Starts one emulator for LocalCloud: node launcher.js '<json>' with
// {"kind","modules","port","options"}: modules is the node_modules folder, port 0 = any free port.
// Prints {"listening":PORT} once it answers, on 127.0.0.1 only. Ends when its standard input ends: the parent holds the
// other end, so that the emulator dies with it however it dies, SIGKILL included.
'use strict'

const net = require('net')
const path = require('path')

const host = '127.0.0.1'
const { kind, modules, port, options } = JSON.parse(process.argv[2])

// Ctrl-C and the end of a terminal reach its whole process group; the parent decides when and in which order things stop.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => stop(0))
process.stdin.on('end', () => stop(0)).on('error', () => stop(0)).resume()
process.stdout.on('error', () => stop(0))

let close = (done) => done()
let stopping = false

function stop (code) {
  if (stopping) return
  stopping = true
  // Closing flushes LevelDB; whatever hangs must not keep the process.
  setTimeout(() => process.exit(code), 2000).unref()
  try {
    close(() => process.exit(code))
  } catch (error) {
    process.exit(code)
  }
}

function fail (error) {
  console.error(error.code === 'EADDRINUSE' ? `port ${port} on ${host} is in use` : error.stack || String(error))
  process.exit(1)
}

function announce (server) {
  console.log(JSON.stringify({ listening: server.address().port }))
}

function startHttp (create) {
  const server = create(options)
  server.on('error', fail)
  // Idle keep-alive connections of SDK clients must not be cut between two requests.
  server.keepAliveTimeout = 0
  server.listen(port, host, () => announce(server))
  close = (done) => {
    server.close(done)
    if (server.closeAllConnections) server.closeAllConnections()
  }
}

// kinesis-local is a whole program: it binds all interfaces and two fixed ports, reads server.json from the working
// directory, and exports nothing. So its `listen` is redirected to 127.0.0.1 and to our port (TLS: any free one).
function startKinesisLocal () {
  const plainPort = 4568
  const listen = net.Server.prototype.listen
  net.Server.prototype.listen = function (...args) {
    const wanted = typeof args[0] === 'object' ? args[0].port : args[0]
    const done = args.find((arg) => typeof arg === 'function')
    const isPlain = Number(wanted) === plainPort
    this.on('error', fail)
    if (isPlain) this.once('listening', () => announce(this))
    return listen.call(this, { port: isPlain ? port : 0, host }, done)
  }
  Object.assign(process.env, options, {
    KINESIS_MOCK_PLAIN_PORT: String(plainPort), KINESIS_MOCK_TLS_PORT: '4567', LOG_LEVEL: 'ERROR'
  })
  process.chdir(path.join(modules, 'kinesis-local'))
  process.argv.splice(1, process.argv.length, path.join(modules, 'kinesis-local', 'main.js'))
  require(path.join(modules, 'kinesis-local', 'main.js'))
}

// kinesalite throws the errors of aborted requests: a client that goes away must not take the emulator with it.
process.on('uncaughtException', (error) => {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') fail(error)
})

if (kind === 'kinesis-local') {
  startKinesisLocal()
} else {
  startHttp(require(path.join(modules, kind)))
}
