-- For wrk: sends the requests of a file, each once or round and round, and counts every answer that is not 2xx.
-- Arguments after "--": the file, and "once" or "again".

local threads = {}
local requests = {}
local next_one = 0
local may_repeat = false
failed = 0
last_status = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text = file:read("*a")
  file:close()
  may_repeat = args[2] == "again"
  local from = 1
  while true do
    local _, last = text:find("\r\n\r\n", from, true)
    if not last then break end
    requests[#requests + 1] = text:sub(from, last)
    from = last + 1
  end
end

function request()
  next_one = next_one + 1
  if next_one > #requests then
    if not may_repeat then os.exit(3) end
    next_one = 1
  end
  return requests[next_one]
end

function response(status)
  if status < 200 or status > 299 then
    failed = failed + 1
    last_status = status
  end
end

function done(summary, latency)
  local bad, status = 0, 0
  for _, thread in ipairs(threads) do
    bad = bad + thread:get("failed")
    status = math.max(status, thread:get("last_status"))
  end
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "failed": %d, "failures": "status %d, broken connections %d", "seconds": %f, "p50": %f, "p99": %f}\n',
    summary.requests, bad + broken, status, broken, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
