internal import COpenSSL
internal import Synchronization

/// The library as a whole.
public enum OpenSSLLibrary {
    /// The version of the library that runs, such as "OpenSSL 3.0.17 1 Jul 2025".
    public static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }

    // OpenSSL's own initialisation is not safe against a second thread's.
    private static let isInitializing = Mutex(())

    /// Gives OpenSSL a heap of locked memory for private numbers, once, before the first key is made
    /// or read. Later calls change nothing and tell whether there is one.
    ///
    /// OpenSSL puts the private parts of RSA and EC keys there by itself; with no such heap it uses
    /// ordinary memory, which can be swapped out and dumped. **When the heap is full, keys can no
    /// longer be made or read**: there is no falling back.
    ///
    /// - Parameter size: bytes, a power of two. The default holds some two hundred RSA-2048 keys, where
    ///   a kiosk has one or two and a simulated world some dozens, and is little of the 8 MiB that
    ///   Linux lets an unprivileged process lock.
    /// - Returns: whether the heap exists **and** is locked. A daemon that gets `false` must say so.
    @discardableResult
    public static func useSecureHeap(size: Int = 262_144) -> Bool {
        isInitializing.withLock { _ in
            if CRYPTO_secure_malloc_initialized() == 1 { return true }
            // 1: locked and guarded. 2: allocated, but mlock or the guard pages failed.
            return OpenSSLError.holds(CRYPTO_secure_malloc_init(size, 32))
        }
    }

    /// How many bytes of the secure heap are in use.
    public static var secureHeapUsed: Int { CRYPTO_secure_used() }
}
