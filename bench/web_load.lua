-- What wrk asks: the addresses of a file, one after another; answers are looked at.
-- Environment: ADDRESSES, the file.
local addresses, at = {}, 0
wrong, asked = 0, 0 -- global: `done` reads them
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init()
  for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
end

function request()
  at = at % #addresses + 1
  asked = asked + 1
  return wrk.format("GET", addresses[at])
end

function response(status, headers, body)
  if status ~= 200 or not body:find("</html>", -20, true) then wrong = wrong + 1 end
end

function done(summary, latency)
  local asked_in_all, wrong_in_all = 0, 0
  for _, thread in ipairs(threads) do
    asked_in_all = asked_in_all + thread:get("asked")
    wrong_in_all = wrong_in_all + thread:get("wrong")
  end
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests": %d, "seconds": %.3f, "asked": %d, "wrong": %d, "errors": %d, "p50": %.2f, "p95": %.2f, "p99": %.2f}',
    summary.requests, summary.duration / 1e6, asked_in_all, wrong_in_all,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
