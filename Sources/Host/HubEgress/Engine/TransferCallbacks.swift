import CCurl
import Glibc

/// The functions that libcurl calls while it works. It calls them on the engine's thread only, with the context that
/// `EasyHandle` set; nothing in them may call libcurl.
enum TransferCallbacks {
    static let body: curl_write_callback = { bytes, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        // SAFETY: libcurl lends so many bytes for this call.
        switch transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) {
        case .taken: return size * count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        case .end: return Int(CURL_WRITEFUNC_ERROR)
        }
    }

    static let header: curl_write_callback = { bytes, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        // SAFETY: libcurl lends so many bytes for this call.
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.take(headerLine: line) ? size * count : 0
    }

    /// Opens a connection's socket, once the address that the name resolved to is allowed.
    static let openSocket: curl_opensocket_callback = { context, purpose, address in
        guard let easy = easy(context), let transfer = easy.transfer, let address, purpose == CURLSOCKTYPE_IPCXN,
            let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
        else { return CURL_SOCKET_BAD }
        let (family, length) = (address.pointee.family, Int(address.pointee.addrlen))
        // SAFETY: libcurl stores an address of `addrlen` bytes at `addr`, whatever the declared type's size.
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + offset, count: length)
        guard transfer.permits(IPAddress(family: family, socketAddress: bytes)) else { return CURL_SOCKET_BAD }
        return easy.sockets.open(
            family: family, type: address.pointee.socktype, protocol: address.pointee.protocol)
    }

    static let closeSocket: curl_closesocket_callback = { context, descriptor in
        guard let context else { return close(descriptor) }
        // SAFETY: the engine's socket set, which outlives every connection.
        return Unmanaged<SocketPoll>.fromOpaque(context).takeUnretainedValue().close(descriptor)
    }

    /// Runs before each request is written, also on a connection that was opened for an earlier one, when no socket is
    /// opened: https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html
    static let beforeRequest: curl_prereq_callback = { context, peer, _, _, _ in
        guard let transfer = transfer(context), let peer else { return CURL_PREREQFUNC_ABORT }
        let mayBeSent = transfer.permits(IPAddress(String(cString: peer))) && transfer.maySend()
        return mayBeSent ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static func easy(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
        guard let context else { return nil }
        // SAFETY: `EasyHandle.setCallbacks` set it, and the engine keeps the object while the handle is in use.
        return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? { easy(context)?.transfer }
}
