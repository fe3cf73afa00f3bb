//! working-days: an example of a plugin in Rust. The tool type WORKING_DAYS counts the working days from one date to another, both
//! included. It reckons, and asks nobody; the tenant's holidays and weekend are the settings of its tool row.
#![deny(unsafe_op_in_unsafe_fn)]
mod calendar;
// The border is the template's: a project of its own has copies of these.
#[path = "../../../Templates/rust/src/abi.rs"]
mod abi;
#[allow(dead_code)]
#[path = "../../../Templates/rust/src/host.rs"]
mod host;
#[path = "../../../Templates/rust/src/json.rs"]
mod json;

use calendar::Day;
use host::{Call, Description, Failure, Problem, Tool};
use json::Json;
use std::sync::Arc;

/// So many days are counted one by one at the most.
const LONGEST: i64 = 3660;
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// One tool row.
struct WorkingDays {
    holidays: Vec<(Day, String)>,
    is_free: [bool; 7],
}

impl Tool for WorkingDays {
    fn create(config: &Json) -> Result<Self, Problem> {
        let mut holidays = Vec::new();
        for holiday in config.get("holidays").and_then(Json::as_array).unwrap_or(&[]) {
            let text = holiday.as_str().unwrap_or("");
            let day = Day::parse(text).ok_or_else(|| Problem {
                pointer: "/holidays",
                message: format!("\"{text}\" is no day of the calendar; one such as 2025-09-02 is expected."),
            })?;
            holidays.push((day, text.to_owned()));
        }
        let mut is_free = [false, false, false, false, false, true, true];
        if let Some(weekend) = config.get("weekend").and_then(Json::as_array) {
            let names: Vec<_> = weekend.iter().filter_map(Json::as_str).collect();
            for (free, name) in is_free.iter_mut().zip(WEEKDAYS) {
                *free = names.contains(&name);
            }
        }
        Ok(WorkingDays { holidays, is_free })
    }

    fn invoke(self: Arc<Self>, call: Call, input: Json) {
        call.finish(self.count(&input));
    }
}

impl WorkingDays {
    fn count(&self, input: &Json) -> Result<Json, Failure> {
        let (first, first_text) = Self::day(input, "from")?;
        let (last, last_text) = Self::day(input, "to")?;
        if last < first {
            let message = format!("The last day, {last_text}, lies before the first, {first_text}.");
            return Err(Failure::new(abi::INVALID_INPUT, message));
        }
        let days = first.days_until(last) + 1;
        if days > LONGEST {
            return Err(Failure::new(abi::INVALID_INPUT, format!("At most {LONGEST} days can be counted at once.")));
        }
        let mut working = 0;
        let mut day = first;
        while day <= last {
            let is_working = !self.is_free[day.weekday() as usize] && !self.holidays.iter().any(|it| it.0 == day);
            working += i64::from(is_working);
            day = day.next();
        }
        let holidays = self.holidays.iter().filter(|it| (first..=last).contains(&it.0));
        Ok(Json::object([
            ("from", Json::string(first_text)),
            ("to", Json::string(last_text)),
            ("working_days", Json::Number(working.to_string())),
            ("days", Json::Number(days.to_string())),
            ("holidays", Json::Array(holidays.map(|it| Json::string(&*it.1)).collect())),
        ]))
    }

    fn day<'a>(input: &'a Json, name: &str) -> Result<(Day, &'a str), Failure> {
        let text = input.get(name).and_then(Json::as_str).unwrap_or("");
        match Day::parse(text) {
            Some(day) => Ok((day, text)),
            None => Err(Failure::new(abi::INVALID_INPUT, format!("\"{name}\" must be a date such as 2025-09-02."))),
        }
    }
}

static WORKING_DAYS: abi::ToolType = host::tool_type::<WorkingDays>(Description {
    id: "WORKING_DAYS\0",
    version: "1.0.0\0",
    description: "Counts the working days from one date to another, by the row's holidays and weekend.\0",
    flags: abi::IDEMPOTENT,
    config_schema: concat!(
        r#"{"type": "object", "additionalProperties": false, "properties": {
            "auth": {"type": "object"},
            "holidays": {"type": "array", "maxItems": 1000, "items": {"type": "string", "format": "date"}},
            "weekend": {"type": "array", "items": {
              "enum": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]}}}}"#,
        "\0"
    ),
    input_schema: concat!(
        r#"{"type": "object", "required": ["from", "to"], "additionalProperties": false, "properties": {
            "from": {"type": "string", "format": "date", "description": "The first day"},
            "to": {"type": "string", "format": "date", "description": "The last day"}}}"#,
        "\0"
    ),
    output_schema: concat!(r#"{"type": "object", "required": ["from", "to", "working_days", "days"]}"#, "\0"),
    max_concurrency: 0,
});

static TYPES: [&abi::ToolType; 1] = [&WORKING_DAYS];

static PLUGIN: abi::Plugin = abi::Plugin {
    size: std::mem::size_of::<abi::Plugin>() as u32,
    abi: abi::ABI,
    min_host_abi: 0x0001_0000,
    type_count: TYPES.len() as u32,
    id: host::text("example.working-days\0"),
    version: host::text("1.0.0\0"),
    manifest_json: host::text("{\"build\": {\"language\": \"rust\"}}\0"), // it needs nothing of the host
    types: TYPES.as_ptr().cast(),
    start: Some(host::start),
    stop: None,
};

/// The only symbol that the library exports.
#[no_mangle]
pub extern "C" fn ah_plugin_v1(host_abi: u32) -> *const abi::Plugin {
    if host_abi >> 16 == abi::ABI >> 16 && host_abi >= PLUGIN.min_host_abi {
        &PLUGIN
    } else {
        std::ptr::null()
    }
}
