/// The Lua that counts, in one step for all buckets, by Redis' own clock.
///
/// A bucket is `units microseconds`: what was in it, and when. It is gone when it would be full. Two demands may name one
/// bucket; each sees what the others before it took. A charge may be negative, which gives back. The deepest debt is
/// `RateBucket.deepestDebt`. Arguments: `take` or `charge`, then limit and cost of each demand. The reply: microseconds
/// to wait (-1: taken), then for each demand the whole units left and the microseconds until its bucket is full.
enum RateScript {
    static let source: StaticString = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local minute, dust, deepest = 60000000, 1e-6, -60
        local level, limit, wait = {}, {}, -1
        for i, key in ipairs(KEYS) do
          limit[key] = tonumber(ARGV[2 * i])
          if not level[key] then
            local held = redis.pcall('GET', key)
            local units, at
            if type(held) == 'string' then units, at = string.match(held, '^(%S+) (%d+)$') end
            units, at = tonumber(units), tonumber(at)
            if units and at then
              local now_held = units + math.max(0, now - at) * limit[key] / minute
              level[key] = math.max(deepest * limit[key], math.min(limit[key], now_held))
            else
              level[key] = limit[key]
            end
          end
        end
        local left = {}
        for key, units in pairs(level) do left[key] = units end
        for i, key in ipairs(KEYS) do
          local cost = tonumber(ARGV[2 * i + 1])
          if ARGV[1] == 'charge' then
            left[key] = math.max(deepest * limit[key], math.min(limit[key], left[key] - cost))
          else
            cost = math.max(0, cost)
            local missing = math.max(cost, 1) - left[key]
            if missing > dust then wait = math.max(wait, missing * minute / limit[key]) end
            left[key] = left[key] - cost
          end
        end
        if wait < 0 then
          for key, units in pairs(left) do
            local full = math.ceil((limit[key] - units) * minute / limit[key] / 1000)
            if full > 0 then
              redis.call('SET', key, string.format('%.17g %.0f', units, now), 'PX', full)
            else
              redis.call('DEL', key)
            end
          end
          level = left
        end
        local reply = {wait < 0 and -1 or math.ceil(wait)}
        for i, key in ipairs(KEYS) do
          reply[2 * i] = math.max(0, math.floor(level[key] + dust))
          reply[2 * i + 1] = math.ceil((limit[key] - level[key]) * minute / limit[key])
        end
        return reply
        """
}
