//! What the system says of this process: processor time and memory. Linux says it; elsewhere there is no answer.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// The processor time that the calling thread has used; exact to a tick of the scheduler.
pub(super) fn time_of_this_thread() -> Option<Duration> {
    time(Path::new("/proc/thread-self"))
}

/// The processor time that all living threads of a name have used.
pub(super) fn time_of_threads(name: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    for thread in fs::read_dir("/proc/self/task").ok()?.flatten() {
        // One that ends meanwhile has no files any more, and nothing to add.
        if fs::read_to_string(thread.path().join("comm")).is_ok_and(|comm| comm.trim_end() == name) {
            total += time(&thread.path()).unwrap_or_default();
        }
    }
    (!total.is_zero()).then_some(total)
}

fn time(thread: &Path) -> Option<Duration> {
    let line = fs::read_to_string(thread.join("schedstat")).ok()?;
    line.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that this process has had at once, in bytes.
pub(super) fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    peak_of(&status)
}

fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The processor that is built into this machine, as it calls itself.
pub(super) fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches(['\t', ' ', ':']).to_owned())
}

/// How many processes wait for a processor, on average over the last minute.
pub(super) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_in_the_status() {
        assert_eq!(peak_of("Name:\txtask\nVmPeak:\t  900 kB\nVmHWM:\t    12 kB\n"), Some(12_288));
        assert_eq!(peak_of("Name:\txtask\n"), None);
        assert_eq!(peak_of("VmHWM:\tmuch\n"), None);
    }
}
