//! Which hosts a stranger may send this program to.
//!
//! A feed or a page from the open network must not make the program ask machines that only this computer
//! or its network can reach (server-side request forgery). What the user names is asked wherever it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs as _};

use url::{Host, Url};

/// Endings of names that mean this computer or this network (RFC 6761, RFC 6762, RFC 8375).
const PRIVATE_ENDINGS: [&str; 6] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "lan",
    "intranet",
];

/// Says whether an address leads to this computer or this network; names are looked up.
pub fn is_private(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    match url.host() {
        Some(Host::Ipv4(ip)) => is_private_v4(ip),
        Some(Host::Ipv6(ip)) => is_private_v6(ip),
        Some(Host::Domain(name)) => {
            let port = url.port_or_known_default().unwrap_or(80);
            is_private_name(name)
                || (name, port)
                    .to_socket_addrs()
                    // What cannot be looked up here is asked through a proxy, or not at all.
                    .is_ok_and(|mut found| found.any(|address| is_private_ip(address.ip())))
        }
        None => false,
    }
}

/// Says whether what `from` says must not lead to `to`: from the open network into a private one.
pub fn is_led_astray(from: &str, to: &str) -> bool {
    is_private(to) && !is_private(from)
}

fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    PRIVATE_ENDINGS.iter().any(|ending| {
        let before = name.strip_suffix(ending);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

fn is_private_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || first == 0
        || first == 100 && (64..128).contains(&second)
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let mapped = ip.to_ipv4_mapped().is_some_and(is_private_v4);
    mapped
        || ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_hosts_are_told_from_public_ones() {
        for (url, expected) in [
            ("http://127.0.0.1:8080/x", true),
            ("http://10.1.2.3/", true),
            ("http://172.20.0.1/", true),
            ("http://192.168.1.1/admin", true),
            ("http://169.254.169.254/latest/meta-data", true),
            ("http://100.64.0.1/", true),
            ("http://0/", true),
            ("http://[::1]/", true),
            ("http://[fe80::1]/", true),
            ("http://[fd00::1]/", true),
            ("http://[::ffff:192.168.0.1]/", true),
            ("http://localhost/", true),
            ("http://printer.local/", true),
            ("http://wiki.internal./", true),
            ("http://8.8.8.8/", false),
            ("http://[2001:4860:4860::8888]/", false),
            ("no address", false),
        ] {
            assert_eq!(is_private(url), expected, "{url}");
        }
        assert!(!is_private_name("mylocal"));
        assert!(is_led_astray("http://8.8.8.8/feed", "http://127.0.0.1/"));
        assert!(!is_led_astray(
            "http://127.0.0.1/feed",
            "http://127.0.0.1:9/"
        ));
    }
}
